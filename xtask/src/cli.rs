//! The command line, and a test that every command written in the documents parses.

use clap::{Args, Parser, Subcommand};

/// Tasks of the neurodyn workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Compute figures and tables and judge their claims: `reproduce fig6`, `reproduce hhnet/fig6 --scale paper`
    #[command(disable_help_flag = true)]
    Reproduce {
        /// Handed to the runner unchanged; `--help` shows what it knows
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Show every item with its title, cost and last verdict
    #[command(disable_help_flag = true)]
    List {
        /// Handed to the runner unchanged
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Build one HTML page with every figure beside its claims and verdicts
    #[command(disable_help_flag = true)]
    Report {
        /// Handed to the runner unchanged
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Show the data sets, where they are and where to get them; `data --fetch mnist` downloads one
    #[command(disable_help_flag = true)]
    Data {
        /// Handed to the runner unchanged; `--help` shows what it knows
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Train the nets that ship with a crate: `train hhnet --net modified --seed 1`
    #[command(disable_help_flag = true)]
    Train {
        /// Handed to the runner unchanged; `--help` shows what it knows
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Run every check: format, lints, docs, tests, quick reproductions, tidiness
    Test(TestOptions),
    /// Check the house rules that a compiler does not: first lines, lengths, layers, machine paths
    Tidy,
    /// Run the benchmarks; words after it go to criterion's filter: `bench ensemble`; `bench peers` compares with other libraries
    #[command(disable_help_flag = true)]
    Bench {
        /// Handed to `cargo bench -p neurodyn-benches` unchanged; `bench peers --help` shows what that one knows
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Build the book in docs/ (needs mdbook)
    Book,
}

#[derive(Args)]
pub(crate) struct TestOptions {
    /// Run only these steps, by the names of the summary table
    pub(crate) only: Vec<String>,
    /// Also run the tests that are marked slow (`#[ignore = "slow: ..."]`) and items that take half a minute and more
    #[arg(long)]
    pub(crate) slow: bool,
}

#[cfg(test)]
mod tests {
    use super::{Cli, Command};
    use crate::cargo::root;
    use clap::{CommandFactory, Parser};

    #[test]
    fn definition_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_runner_gets_its_words_unchanged() {
        let words = ["xtask", "reproduce", "--help", "fig6", "--scale", "paper", "--", "-x", "--shard=1/4"];
        let Ok(Cli { command: Command::Reproduce { args } }) = Cli::try_parse_from(words) else {
            panic!("not parsed as reproduce");
        };
        assert_eq!(args, words[2..]);
    }

    #[test]
    fn words_that_are_no_command_are_refused() {
        assert!(Cli::try_parse_from(["xtask", "reprodcue", "fig6"]).is_err());
        assert!(Cli::try_parse_from(["xtask", "test", "--fast"]).is_err());
    }

    #[test]
    fn every_command_in_the_documents_parses() {
        let root = root();
        let mut pages = vec!["README.md".into(), "CONTRIBUTING.md".into(), "ARCHITECTURE.md".into()];
        let docs = std::fs::read_dir(root.join("docs/src")).expect("docs/src is part of the workspace");
        pages.extend(docs.map(|entry| entry.expect("a directory entry").path()));
        let mut seen = 0;
        for page in pages.iter().map(|page| root.join(page)).filter(|page| page.extension().is_some()) {
            let text = std::fs::read_to_string(&page).expect("a page of documentation");
            for command in commands(&text) {
                let words = command.split_whitespace().skip(1);
                assert!(Cli::try_parse_from(words).is_ok(), "{}: `{command}` does not parse", page.display());
                seen += 1;
            }
        }
        assert!(seen >= 4, "the documents show the commands; found {seen}");
    }

    /// Every `cargo xtask ...` of a page: on a line of its own inside a code block, or between backticks.
    fn commands(text: &str) -> impl Iterator<Item = &str> {
        text.lines().flat_map(|line| {
            let whole = line.starts_with("cargo xtask").then(|| line.split(" #").next().unwrap_or(line));
            let quoted = line.split('`').skip(1).step_by(2).filter(|code| code.starts_with("cargo xtask "));
            whole.into_iter().chain(quoted)
        })
    }
}
