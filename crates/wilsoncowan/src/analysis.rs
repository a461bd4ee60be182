//! What a frozen network does: basins, spurious attractors, settling, smallest perturbations, robustness, integrators.
//!
//! Images are numbers in [0, 1], one after the other, and begin with `x(0) = y(0) =` image. Samples run side by side in
//! lanes, so that the coupling is read once for many of them; no result depends on lanes, threads or the instruction set.
//!
//! ```
//! use dynsys::ensemble::Resources;
//! use neurodyn_core::seed::Seeds;
//! use wilsoncowan::analysis::{Fractions, Settling, random_starts};
//! use wilsoncowan::{Network, Node, Targets};
//!
//! // uncoupled nodes know no targets: most random starts go elsewhere
//! let node = Node::published();
//! let (network, targets) = (Network::new(node, 0.85, vec![0.0; 64])?, Targets::new(&node, 8, 2)?);
//! let starts = random_starts(8, 200, Seeds::new(1));
//! let courses = Settling::new(0.1, 40.0).run(&network, &targets, &starts, &Resources::default())?;
//! let fractions = Fractions::of(&courses, 2);
//! let (low, high) = fractions.elsewhere.interval();
//! assert!(low > 0.9 && high < 1.0);
//! # Ok::<(), wilsoncowan::Error>(())
//! ```

mod adaptive;
mod basins;
mod census;
mod frozen;
mod judge;
mod margins;
mod perturbation;
mod proportion;
mod random_direction;
mod robustness;
mod settling;

pub use adaptive::{Comparison, against_adaptive};
pub use basins::{Fractions, noisy_starts, random_starts};
pub use census::{Census, SettlingTimes, Spurious};
pub use judge::{ByEuler, ByEvolution, Judge};
pub use perturbation::{Perturbation, Search};
pub use proportion::Proportion;
pub use random_direction::random_directions;
pub use robustness::{Level, Pictures, noise_curve, occlusion_curve};
pub use settling::{Course, Ending, Settling};
