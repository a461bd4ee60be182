//! Who settles where nothing was planted, and how long settling takes.

use super::proportion::Proportion;
use super::settling::{Course, Ending};
use crate::error::{Error, exactly};
use crate::network::Network;
use dynsys::FixedPoint;
use dynsys::fixed_point::{Newton, of_flow};

/// An attractor that was not planted, by the starts that came to rest there.
#[derive(Clone, Debug, PartialEq)]
pub struct Spurious {
    /// Where the first of them rests, all `x`, then all `y`.
    pub state: Vec<f64>,
    /// Which starts.
    pub starts: Vec<usize>,
}

/// Where starts ended that are at no target.
#[derive(Clone, Debug, PartialEq)]
pub struct Census {
    /// Starts at no target, of all.
    pub elsewhere: Proportion,
    /// The distinct states at which some rest, by descending number of starts, then by first start.
    pub states: Vec<Spurious>,
    /// Those that still moved.
    pub moving: Vec<usize>,
    /// Those that failed.
    pub failed: Vec<usize>,
}

impl Census {
    /// Tells states apart that differ by more than `apart` in some coordinate, from the first that came to each.
    ///
    /// ```
    /// use dynsys::ensemble::Resources;
    /// use wilsoncowan::analysis::{Census, Settling};
    /// use wilsoncowan::{Network, Node, Targets};
    ///
    /// // four uncoupled nodes: all low is a steady state, and not a target
    /// let node = Node::published();
    /// let (network, targets) = (Network::new(node, 0.85, vec![0.0; 16])?, Targets::new(&node, 4, 2)?);
    /// let images = [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.1, 0.1, 0.1, 0.1];
    /// let courses = Settling::new(0.1, 100.0).run(&network, &targets, &images, &Resources::default())?;
    /// let census = Census::of(&courses, 1e-3);
    /// assert_eq!((census.elsewhere.hits, census.states.len()), (2, 1));
    /// assert_eq!(census.states[0].starts, [0, 2]);
    /// // Newton's method says what kind of point it is
    /// let point = &census.refine(&network)[0];
    /// assert!(point.as_ref().is_ok_and(|point| point.eigenvalues[0].0 < 0.0));
    /// # Ok::<(), wilsoncowan::Error>(())
    /// ```
    #[must_use]
    pub fn of(courses: &[Course], apart: f64) -> Self {
        let mut census = Self {
            elsewhere: Proportion::count(courses.iter().map(|course| course.class().is_none())),
            states: Vec::new(),
            moving: Vec::new(),
            failed: Vec::new(),
        };
        for (start, course) in courses.iter().enumerate() {
            match course.ending {
                Ending::Target { .. } => {}
                Ending::Moving => census.moving.push(start),
                Ending::Failed(_) => census.failed.push(start),
                Ending::Rest => census.count(start, &course.state, apart),
            }
        }
        census.states.sort_by_key(|known| core::cmp::Reverse(known.starts.len()));
        census
    }

    fn count(&mut self, start: usize, state: &[f64], apart: f64) {
        let near = |known: &&mut Spurious| known.state.iter().zip(state).all(|(a, b)| (a - b).abs() <= apart);
        match self.states.iter_mut().find(near) {
            Some(known) => known.starts.push(start),
            None => self.states.push(Spurious { state: state.to_vec(), starts: vec![start] }),
        }
    }

    /// The fixed point at each state by Newton's method, with the eigenvalues of the whole Jacobian: of `2 N` coordinates, so
    /// some seconds each at `N = 784`.
    #[must_use]
    pub fn refine(&self, network: &Network) -> Vec<Result<FixedPoint, Error>> {
        let point = |known: &Spurious| {
            exactly("coordinates of the state", 2 * network.nodes(), known.state.len())?;
            Ok(of_flow(network, &known.state, &Newton::default())?)
        };
        self.states.iter().map(point).collect()
    }
}

/// When starts came to their targets.
#[derive(Clone, Debug, PartialEq)]
pub struct SettlingTimes {
    /// Times of those that did, ascending.
    pub times: Vec<f64>,
    /// How many did not.
    pub never: usize,
}

impl SettlingTimes {
    /// The times of courses.
    #[must_use]
    pub fn of(courses: &[Course]) -> Self {
        let time = |course: &Course| match course.ending {
            Ending::Target { time, .. } => Some(time),
            _ => None,
        };
        let mut times: Vec<f64> = courses.iter().filter_map(time).collect();
        times.sort_by(f64::total_cmp);
        let never = courses.len() - times.len();
        Self { times, never }
    }
    /// The time by which this fraction of all starts had settled; none if so many never did.
    #[must_use]
    pub fn quantile(&self, fraction: f64) -> Option<f64> {
        let all = self.times.len() + self.never;
        let number = (fraction * all as f64).ceil() as usize;
        self.times.get(number.max(1) - 1).copied()
    }
}
