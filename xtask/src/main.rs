//! The door to the workspace: parses a command, then runs cargo or the release binary; computes nothing.

mod budget;
mod cargo;
mod cli;
mod data;
mod forward;
mod misses;
mod reproduce;
mod steps;
mod tally;
mod tidy;
mod train;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run(cli::Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: cli::Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        cli::Command::Reproduce { args } => reproduce::run("reproduce", &args),
        cli::Command::List { args } => reproduce::run("list", &args),
        cli::Command::Report { args } => reproduce::run("report", &args),
        cli::Command::Data { args } => data::run(&args),
        cli::Command::Train { args } => train::run(&args),
        cli::Command::Test(options) => steps::run(&options),
        cli::Command::Tidy => tidy::run(),
        cli::Command::Bench { args } => forward::bench(&args),
        cli::Command::Book => forward::book(),
    }
}
