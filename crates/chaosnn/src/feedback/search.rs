//! Search: the exponents, the class and the coverage of many networks, a range at a time.

use super::classify::{Class, Judging};
use super::coverage::{Coverage, coverage};
use super::exponents::{Averaging, Exponents};
use super::network::Feedback;
use super::parallel::one_by_one;
use super::sweep::spectra;
use crate::error::Error;
use core::ops::Range;
use dynsys::ensemble::Resources;

/// Which network a search looks at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Units, `N`.
    pub units: usize,
    /// Delays, `D`.
    pub delays: usize,
    /// The gain, `s`.
    pub gain: f64,
    /// The seed.
    pub seed: u32,
}

/// What was found there.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The network.
    pub candidate: Candidate,
    /// Its class.
    pub class: Class,
    /// Its leading exponents.
    pub exponents: Vec<f64>,
    /// Their standard errors.
    pub error_bars: Vec<f64>,
    /// Visited cells in the plane of the first two units; `None` for one unit, or if none was asked for.
    pub coverage: Option<Coverage>,
}

/// Networks of all combinations: sizes outermost, then gains, seeds innermost.
///
/// Result `i` depends on `i` alone. A search is resumed by asking for the ranges that are not there yet, and cut into
/// pieces for other machines in the same way; any cut gives the same findings:
///
/// ```
/// use chaosnn::feedback::{Judging, Search};
///
/// let search = Search { sizes: vec![(4, 16)], gains: vec![1.0, 2.0], seeds: 0..5, ..Search::new(Judging::new(2000)) };
/// let all = search.run(0..search.len(), &Default::default())?;
/// let mut parts = search.run(0..3, &Default::default())?;
/// parts.extend(search.run(3..10, &Default::default())?);
/// assert_eq!(parts, all);
/// # Ok::<(), chaosnn::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// Pairs of units and delays.
    pub sizes: Vec<(usize, usize)>,
    /// Gains.
    pub gains: Vec<f64>,
    /// Seeds.
    pub seeds: Range<u32>,
    /// Every unit at the reset.
    pub initial: f64,
    /// How each orbit is judged.
    pub judging: Judging,
    /// Iterations over which coverage is counted; 0 for none. The seed takes 100,000.
    pub cover: usize,
}

impl Search {
    /// No networks yet, the seed's reset and coverage.
    #[must_use]
    pub fn new(judging: Judging) -> Self {
        let initial = super::INITIAL;
        Self { sizes: Vec::new(), gains: Vec::new(), seeds: 0..0, initial, judging, cover: 100_000 }
    }
    /// How many networks there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sizes.len() * self.of_one_size()
    }
    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    fn of_one_size(&self) -> usize {
        self.gains.len() * self.seeds.len()
    }
    /// Network number `i`; `None` from [`len`](Self::len) on.
    #[must_use]
    pub fn candidate(&self, i: usize) -> Option<Candidate> {
        let place = i.checked_rem(self.of_one_size())?;
        let &(units, delays) = self.sizes.get(i / self.of_one_size())?;
        let gain = self.gains[place / self.seeds.len()];
        Some(Candidate { units, delays, gain, seed: self.seeds.start + (place % self.seeds.len()) as u32 })
    }
    /// Looks at the networks in this range of numbers; what lies beyond the last one is left out.
    ///
    /// Exponents are computed by lanes, coverage and periods one orbit at a time, all on threads.
    ///
    /// # Errors
    /// Sizes, gains or judging out of range, [`Error::Cancelled`].
    pub fn run(&self, range: Range<usize>, resources: &Resources<'_>) -> Result<Vec<Finding>, Error> {
        let mut findings = Vec::new();
        let end = range.end.min(self.len());
        let mut from = range.start;
        while from < end {
            // lanes hold networks of one size
            let to = end.min((from / self.of_one_size() + 1) * self.of_one_size());
            findings.extend(self.run_one_size(from..to, resources)?);
            from = to;
        }
        Ok(findings)
    }
    fn run_one_size(&self, range: Range<usize>, resources: &Resources<'_>) -> Result<Vec<Finding>, Error> {
        let start = |i: usize| {
            let (_, network) = self.network(range.start + i)?;
            let start = network.reset(self.initial);
            Ok((network, start))
        };
        let delays = self.sizes[range.start / self.of_one_size()].1;
        let directions = self.judging.averaging.directions.map(|k| k.min(delays));
        let averaging = Averaging { directions, ..self.judging.averaging };
        let exponents = spectra(range.len(), start, &averaging, resources, |_, found| found)?;
        // progress has counted these networks once
        let quiet = Resources { progress: None, ..*resources };
        one_by_one(range.len(), &quiet, |i| self.finding(range.start + i, &exponents[i]))
    }
    fn network(&self, i: usize) -> Result<(Candidate, Feedback), Error> {
        let Some(candidate) = self.candidate(i) else {
            return Err(Error::Range {
                what: "number of a network",
                value: i as f64,
                must_be: "below the search's length",
            });
        };
        let Candidate { units, delays, gain, seed } = candidate;
        Ok((candidate, Feedback::drawn(units, delays, gain, seed)?))
    }
    fn finding(&self, i: usize, exponents: &Exponents) -> Result<Finding, Error> {
        let (candidate, network) = self.network(i)?;
        let judging = Judging { series: 0, ..self.judging };
        let evidence = network.classify_by(exponents.clone(), &judging)?;
        let coverage = if self.cover > 0 && candidate.units > 1 {
            let mut state = network.reset(self.initial);
            let orbit = network.trajectory(&mut state, self.judging.averaging.transient, self.cover)?;
            Some(coverage(&orbit, [0, 1])?)
        } else {
            None
        };
        let Exponents { exponents, error_bars, .. } = evidence.exponents;
        Ok(Finding { candidate, class: evidence.class, exponents, error_bars, coverage })
    }
}
