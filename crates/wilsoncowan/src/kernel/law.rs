//! One step of Euler's method of every node, and its adjoint, on lanes.

use crate::node::Node;
use neurodyn_core::Wide;

/// The law of a node with a step and a ratio of time scales, in the numbers that kernels compute with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Law {
    pub(crate) node: Node,
    pub(crate) dt: f64,
    pub(crate) gamma: f64,
}

/// The law, the same in all lanes.
#[derive(Clone, Copy)]
pub(crate) struct Lifted<R> {
    w_ee: R,
    w_ei: R,
    w_ie: R,
    w_ii: R,
    h_e: R,
    h_i: R,
    alpha_e: R,
    alpha_i: R,
    offset_e: R,
    amplitude_e: R,
    gain_e: R,
    slope_e: R,
    offset_i: R,
    amplitude_i: R,
    gain_i: R,
    slope_i: R,
    dt: R,
    dt_i: R,
    one: R,
    gamma: R,
}

impl Law {
    #[inline(always)]
    pub(crate) fn lift<R: Wide>(&self) -> Lifted<R> {
        let Self { node, dt, gamma } = *self;
        let (e, i) = (node.excitatory, node.inhibitory);
        Lifted {
            w_ee: R::lit(node.w_ee),
            w_ei: R::lit(node.w_ei),
            w_ie: R::lit(node.w_ie),
            w_ii: R::lit(node.w_ii),
            h_e: R::lit(node.h_e),
            h_i: R::lit(node.h_i),
            alpha_e: R::lit(node.alpha_e),
            alpha_i: R::lit(node.alpha_i),
            offset_e: R::lit(e.offset),
            amplitude_e: R::lit(e.amplitude),
            gain_e: R::lit(e.gain),
            slope_e: R::lit(e.amplitude * e.gain),
            offset_i: R::lit(i.offset),
            amplitude_i: R::lit(i.amplitude),
            gain_i: R::lit(i.gain),
            slope_i: R::lit(i.amplitude * i.gain),
            dt: R::lit(dt),
            dt_i: R::lit(dt / gamma),
            one: R::lit(1.0),
            gamma: R::lit(1.0 / gamma),
        }
    }
}

impl<R: Wide> Lifted<R> {
    /// The state after the step, and the tanh of the excitatory part, which the way back needs.
    #[inline(always)]
    pub(crate) fn step(&self, x: R, y: R, input: R) -> (R, R, R) {
        let s = self.w_ee.mul_add(x, self.h_e) - self.w_ei * y + input;
        let tanh = (self.gain_e * s).squash();
        let f_e = self.amplitude_e.mul_add(tanh, self.offset_e);
        let x_rate = (self.one - x) * f_e - self.alpha_e * x;
        let (y_rate, _, _) = self.inhibitory(x, y);
        (self.dt.mul_add(x_rate, x), self.dt_i.mul_add(y_rate, y), tanh)
    }

    /// `gamma y'`, `f_I` and its slope.
    #[inline(always)]
    fn inhibitory(&self, x: R, y: R) -> (R, R, R) {
        let r = self.w_ie.mul_add(x, self.h_i) - self.w_ii * y;
        let tanh = (self.gain_i * r).squash();
        let f_i = self.amplitude_i.mul_add(tanh, self.offset_i);
        let slope = self.slope_i * (self.one - tanh * tanh);
        ((self.one - y) * f_i - self.alpha_i * y, f_i, slope)
    }

    /// The way back over a step from the sensitivities `g` of `x` and `q` of `y`: those before it but for what comes through
    /// the coupling, `ds`, and the step's share of `dL/dgamma`. The equations stand at [`crate::euler::Euler::backward`].
    #[inline(always)]
    pub(crate) fn back(&self, x: R, y: R, tanh: R, g: R, q: R) -> (R, R, R, R) {
        let ds = g * self.dt * (self.one - x) * (self.slope_e * (self.one - tanh * tanh));
        let f_e = self.amplitude_e.mul_add(tanh, self.offset_e);
        let (y_rate, f_i, slope) = self.inhibitory(x, y);
        let q_dt = q * self.dt_i;
        let dr = q_dt * (self.one - y) * slope;
        let gamma = q_dt * y_rate * self.gamma;
        let decay = self.one - self.dt * (self.alpha_e + f_e);
        let g = g.mul_add(decay, self.w_ee.mul_add(ds, self.w_ie * dr));
        let q =
            q.mul_add(self.one - self.dt_i * (self.alpha_i + f_i), -self.w_ei.mul_add(ds, self.w_ii * dr));
        (g, q, ds, -gamma)
    }
}
