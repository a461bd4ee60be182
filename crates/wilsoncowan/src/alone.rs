//! One image at a time, as fast as it goes.

use crate::error::{Error, exactly};
use crate::euler::Euler;
use crate::kernel::Number;
use crate::kernel::alone::{self, PANEL, panels};
use crate::kernel::law::Law;
use crate::network::Network;
use neurodyn_core::Level;

/// A network ready for single samples: the same bytes as [`Evolution`](crate::evolve::Evolution), with nodes in lanes instead
/// of samples. A step reads the whole coupling once, so it takes as long as the processor's caches take to bring it.
///
/// ```
/// use neurodyn_core::Level;
/// use wilsoncowan::{alone::Alone, shipped};
///
/// let model = shipped::mnist_196();
/// let alone = Alone::<f32>::new(&model.network()?, model.euler(), Level::best())?;
/// let end = alone.end(&[0.3; 196])?;
/// assert_eq!(end.len(), 196);
/// # Ok::<(), wilsoncowan::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Alone<T> {
    law: Law,
    level: Level,
    nodes: usize,
    steps: usize,
    panels: Vec<T>,
}

impl<T: Number> Alone<T> {
    /// These steps of this network.
    ///
    /// # Errors
    /// As [`Euler::check`].
    pub fn new(network: &Network, euler: Euler, level: Level) -> Result<Self, Error> {
        euler.check(network)?;
        let (nodes, gamma) = (network.nodes(), network.gamma());
        let law = Law { node: *network.node(), dt: euler.dt, gamma };
        let panels = panels(network.scaled_coupling(), nodes);
        Ok(Self { law, level, nodes, steps: euler.steps, panels })
    }

    /// `x` after the steps from `x(0) = y(0) = image`.
    ///
    /// # Errors
    /// [`Error::Sizes`].
    pub fn end(&self, image: &[T]) -> Result<Vec<T>, Error> {
        exactly("pixels", self.nodes, image.len())?;
        let mut x = image.to_vec();
        x.resize(self.nodes.next_multiple_of(PANEL), T::lit(0.0));
        let mut y = x.clone();
        let Self { law, nodes, steps, ref panels, .. } = *self;
        T::alone(self.level, alone::Alone { law, nodes, panels, x: &mut x, y: &mut y, steps });
        x.truncate(nodes);
        Ok(x)
    }
}
