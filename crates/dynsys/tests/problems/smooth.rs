//! Problems that are not stiff, with known ends: for explicit methods.
//!
//! "Computed" ends agree between two methods of which each agrees with itself at another accuracy, as the problem says.

use super::{Problem, all, numbers};
use dynsys::systems::{Arenstorf, Lorenz};
use dynsys::{Dynamic, Flow, Lift, Real, System};

/// Errors of ends that pass through 0: relative to the size of the coordinate and 1, whichever is larger.
pub(crate) fn off<S: System>(problem: &Problem<S>, x: &[f64]) -> f64 {
    problem.end.iter().map(|&(i, due)| (x[i] - due).abs() / due.abs().max(1.0)).fold(0.0, f64::max)
}

/// The Lorenz system to `t = 10`, before chaos has used up the digits. Computed for `beta` as it is rounded.
// computed: Taylor series of order 40 in 45 digits, steps of 1/40, and of order 30 in 40 digits, steps of 1/80: they
// agree to 1e-26; heyoka at 1e-15: 4.3e-14. With beta = 8/3 exactly the end differs by 7e-15
pub(crate) fn lorenz() -> Problem<Lorenz> {
    Problem {
        name: "Lorenz",
        flow: Lorenz::default(),
        start: [1.0; 3],
        span: (0.0, 10.0),
        end: all(&[-4.902687541134648, -3.743872921802919, 24.690858102790563]),
        accuracy: 1e-14,
    }
}

/// The Arenstorf orbit closes. Published: E. Hairer, S. P. Norsett & G. Wanner, Solving Ordinary Differential Equations I,
/// eq. (II.0.2), start and period to 30 digits; rounded to doubles they close to 1e-11.
pub(crate) fn arenstorf() -> Problem<Arenstorf> {
    Problem {
        name: "Arenstorf",
        flow: Arenstorf::default(),
        start: Arenstorf::START,
        span: (0.0, Arenstorf::PERIOD),
        end: all(&Arenstorf::START),
        accuracy: 1e-11,
    }
}

/// ```text
/// tau V_i' = -I_i + gc (V_i - V_(i+1)) + gc (V_i - V_(i-1)),   tau n_i' = sigma (n_inf - n_i),   tauS S_i' = S_inf - S_i
/// I = gCa m_inf (V - VCa) + (gK n + gK2 p_inf + gS S) (V - VK)
/// ```
/// The modified neurons of `hhnet`, on a ring: eqs. (1), (2) and (4) of P. V. Kuptsov & N. V. Stankevich, Izvestiya VUZ.
/// Applied Nonlinear Dynamics 32(1), 72-95 (2024), with `V_S` of neuron `i` being `-36 + i / 16` mV.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ring {
    neurons: usize,
    gc: f64,
}

impl System for Ring {
    type Space = Dynamic;
    fn space(&self) -> Dynamic {
        Dynamic(3 * self.neurons)
    }
}

impl<R: Real + Lift<f64>> Flow<R> for Ring {
    #[inline(always)]
    fn rhs(&self, _t: R, x: &Vec<R>, dx: &mut Vec<R>) {
        let (c, n) = (R::lit, self.neurons);
        for i in 0..n {
            let (v, gate, slow) = (x[3 * i], x[3 * i + 1], x[3 * i + 2]);
            let vs = -36.0 + i as f64 / 16.0;
            let high = ((v + c(49.5)).exp() + (-(v + c(49.5))).exp()).recip();
            let conductance = c(10.0) * gate + c(0.12) * high + c(4.0) * slow;
            let current = c(3.6) * open(v, -20.0, 12.0) * (v - c(25.0)) + conductance * (v + c(75.0));
            let coupled = (x[3 * ((i + 1) % n)] - v) + (x[3 * ((i + n - 1) % n)] - v);
            dx[3 * i] = -(c(self.gc) * coupled + current) / c(0.02);
            dx[3 * i + 1] = c(0.93) * (open(v, -16.0, 5.6) - gate) / c(0.02);
            dx[3 * i + 2] = (open(v, vs, 10.0) - slow) / c(35.0);
        }
    }
}

/// `1 / (1 + exp((half - v) / theta))`
#[inline(always)]
fn open<R: Real>(v: R, half: f64, theta: f64) -> R {
    (R::lit(1.0) + ((R::lit(half) - v) / R::lit(theta)).exp()).recip()
}

/// One neuron in a burst of spikes. Computed.
// computed in 80-bit arithmetic: Taylor series (heyoka 7.13) at 1e-18 and 1e-16 agree to 7e-16; Verner 9(8) with 40,000 and
// with 30,000 constant steps agree to 5e-16; the two to 6.6e-16
pub(crate) fn neuron() -> Problem<Ring> {
    Problem {
        name: "a neuron",
        flow: Ring { neurons: 1, gc: 0.0 },
        start: vec![-40.0, 0.01, 0.17],
        span: (0.0, 5.0),
        end: all(&[-49.486545610227389, 0.0023602252103559108, 0.18278347291361708]),
        accuracy: 1e-15,
    }
}

/// A ring of 32 coupled neurons, all spiking. Computed: see the file.
pub(crate) fn ring_of_neurons() -> Problem<Ring> {
    let neurons = 32;
    Problem {
        name: "a ring of 32 neurons",
        flow: Ring { neurons, gc: 0.01 },
        start: (0..neurons).flat_map(|i| [-40.0 + i as f64 / 8.0, 0.01, 0.17]).collect(),
        span: (0.0, 1.0),
        end: all(&numbers(include_str!("ring32.txt"))),
        accuracy: 2e-15,
    }
}
