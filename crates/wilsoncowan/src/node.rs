//! One node: an excitatory and an inhibitory population.

use crate::error::{Error, finite};
use neurodyn_core::{Lift, Real};

/// ```text
/// f(s) = offset + amplitude tanh(gain s)
/// ```
/// How a population answers its input. The source's caption calls the two numbers of `f_E` f^(1) = 0.25 and f^(2) = 0.65
/// and exchanges them: only the offset 0.65 with the amplitude 0.25 gives its fixed points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Response {
    /// The mean of the lowest and the highest answer.
    pub offset: f64,
    /// Half of their difference.
    pub amplitude: f64,
    /// `beta`, how steep it is.
    pub gain: f64,
}

impl Response {
    /// The answer to an input.
    #[inline(always)]
    pub fn of<R: Real + Lift<f64>>(&self, s: R) -> R {
        R::lift(self.amplitude).mul_add((R::lift(self.gain) * s).tanh(), R::lift(self.offset))
    }
    /// Its slope, `amplitude gain (1 - tanh^2)`.
    #[must_use]
    pub fn slope(&self, s: f64) -> f64 {
        let t = Real::tanh(self.gain * s);
        self.amplitude * self.gain * (1.0 - t * t)
    }
}

/// ```text
/// x' = -alpha_E x + (1 - x) f_E(w_EE x - w_EI y + h_E + input)
/// y' = ( -alpha_I y + (1 - y) f_I(w_IE x - w_II y + h_I) ) / gamma
/// ```
/// The law of a node, eqs. (1) and (2) of R. Marino et al., arXiv:2406.16453; times in units of the excitatory one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// From excitatory to excitatory.
    pub w_ee: f64,
    /// From inhibitory to excitatory.
    pub w_ei: f64,
    /// From excitatory to inhibitory.
    pub w_ie: f64,
    /// From inhibitory to inhibitory, at least 0.
    pub w_ii: f64,
    /// Decay of the excitatory population.
    pub alpha_e: f64,
    /// Decay of the inhibitory population.
    pub alpha_i: f64,
    /// Constant input of the excitatory population.
    pub h_e: f64,
    /// Constant input of the inhibitory population.
    pub h_i: f64,
    /// `f_E`.
    pub excitatory: Response,
    /// `f_I`.
    pub inhibitory: Response,
}

impl Node {
    /// The parameters of the source, section 3: bistable, and the inhibitory part does not see the excitatory one.
    #[must_use]
    pub const fn published() -> Self {
        Self {
            w_ee: 7.2,
            w_ei: 2.0,
            w_ie: 0.0,
            w_ii: 1.0,
            alpha_e: 1.5,
            alpha_i: 0.4,
            h_e: -1.2,
            h_i: 0.1,
            excitatory: Response { offset: 0.65, amplitude: 0.25, gain: 3.7 },
            inhibitory: Response { offset: 0.5, amplitude: 0.5, gain: 1.0 },
        }
    }

    /// `x'` and `gamma y'` at a state, with an input from other nodes.
    #[inline(always)]
    pub fn rates<R: Real + Lift<f64>>(&self, x: R, y: R, input: R) -> (R, R) {
        let l = R::lift;
        let one = l(1.0);
        let s_e = l(self.w_ee).mul_add(x, l(self.h_e)) - l(self.w_ei) * y + input;
        let s_i = l(self.w_ie).mul_add(x, l(self.h_i)) - l(self.w_ii) * y;
        let x_rate = (one - x) * self.excitatory.of(s_e) - l(self.alpha_e) * x;
        let y_rate = (one - y) * self.inhibitory.of(s_i) - l(self.alpha_i) * y;
        (x_rate, y_rate)
    }

    /// Whether all parameters are finite, answers are not negative, and the inhibitory part has one steady state for each
    /// excitatory one.
    ///
    /// # Errors
    /// [`Error::NotFinite`], [`Error::Range`].
    pub fn check(&self) -> Result<(), Error> {
        let Self { w_ee, w_ei, w_ie, w_ii, alpha_e, alpha_i, h_e, h_i, excitatory, inhibitory } = *self;
        finite("parameters of the node", &[w_ee, w_ei, w_ie, w_ii, alpha_e, alpha_i, h_e, h_i])?;
        let range = |what, value: f64, holds: bool, must_be| {
            if holds { Ok(()) } else { Err(Error::Range { what, value, must_be }) }
        };
        for (what, response) in [("f_E's lowest answer", excitatory), ("f_I's lowest answer", inhibitory)] {
            finite("response", &[response.offset, response.amplitude, response.gain])?;
            let low = response.offset - response.amplitude.abs();
            range(what, low, low >= 0.0, "at least 0, or rates leave [0, 1]")?;
        }
        for (what, decay) in [("alpha_E", alpha_e), ("alpha_I", alpha_i)] {
            range(what, decay, decay > 0.0, "positive")?;
        }
        // then gamma y' falls with y
        let slope = inhibitory.amplitude * inhibitory.gain * w_ii;
        range("w_II times the slope of f_I", slope, slope >= 0.0, "at least 0")
    }
}
