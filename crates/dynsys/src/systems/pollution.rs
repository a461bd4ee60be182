//! The chemistry of a polluted atmosphere.

use neurodyn_core::{Fixed, Flow, Lift, Real, System};

/// Twenty species take part in 25 reactions. Each consumes what stands on its left and makes what stands on its right,
/// at the rate `r_i`, the product of `k_i` and of the concentrations on the left; the numbers are the `k_i`:
///
/// ```text
///  1  NO2 -> NO + O3P            0.35         14  NO2 + OH -> HNO3          1.63e4
///  2  NO + O3 -> NO2             26.6         15  O3P -> O3                 4.8e6
///  3  HO2 + NO -> NO2 + OH       1.23e4       16  O3 -> O1D                 3.5e-4
///  4  HCHO -> 2 HO2 + CO         8.6e-4       17  O3 -> O3P                 0.0175
///  5  HCHO -> CO                 8.2e-4       18  O1D -> 2 OH               1e8
///  6  HCHO + OH -> HO2 + CO      1.5e4        19  O1D -> O3P                4.44e11
///  7  ALD -> MEO2 + HO2 + CO     1.3e-4       20  SO2 + OH -> SO4 + HO2     1.24e3
///  8  ALD + OH -> C2O3           2.4e4        21  NO3 -> NO                 2.1
///  9  C2O3 + NO -> NO2 + MEO2 + CO2   1.65e4  22  NO3 -> NO2 + O3P          5.78
/// 10  C2O3 + NO2 -> PAN          9e3          23  NO2 + O3 -> NO3           0.0474
/// 11  PAN -> C2O3 + NO2          0.022        24  NO3 + NO2 -> N2O5         1.78e3
/// 12  MEO2 + NO -> CH3O + NO2    1.2e4        25  N2O5 -> NO3 + NO2         3.12
/// 13  CH3O -> HCHO + HO2         1.88
/// ```
/// J. G. Verwer, "Gauss-Seidel iteration for stiff ODEs from chemical kinetics", SIAM J. Sci. Comput. 15, 1243 (1994);
/// F. Mazzia & C. Magherini, Test Set for Initial Value Problem Solvers, release 2.4 (Bari 2008), problem POLLU. The
/// state is, in ppm, `(NO2, NO, O3P, O3, HO2, OH, HCHO, CO, ALD, MEO2, C2O3, CO2, PAN, CH3O, HNO3, O1D, SO2, SO4, NO3,
/// N2O5)`; time is in minutes. `SO2 + SO4` is constant. From [`START`](Self::START) over [`SPAN`](Self::SPAN).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pollution<P = f64> {
    /// The constants of the reactions, in their order.
    pub k: [P; 25],
}

impl Pollution {
    /// The standard start.
    pub const START: [f64; 20] = [
        0.0, 0.2, 0.0, 0.04, 0.0, 0.0, 0.1, 0.3, 0.01, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.007, 0.0, 0.0,
        0.0,
    ];
    /// The standard span of time: an hour.
    pub const SPAN: (f64, f64) = (0.0, 60.0);
}

impl Default for Pollution {
    fn default() -> Self {
        Self {
            k: [
                0.35, 26.6, 1.23e4, 8.6e-4, 8.2e-4, 1.5e4, 1.3e-4, 2.4e4, 1.65e4, 9e3, 0.022, 1.2e4, 1.88,
                1.63e4, 4.8e6, 3.5e-4, 0.0175, 1e8, 4.44e11, 1.24e3, 2.1, 5.78, 0.0474, 1.78e3, 3.12,
            ],
        }
    }
}

impl<P> System for Pollution<P> {
    type Space = Fixed<20>;
    #[inline(always)]
    fn space(&self) -> Fixed<20> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Pollution<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, x: &[R; 20], dx: &mut [R; 20]) {
        let &[no2, no, o3p, o3, ho2, oh, hcho, _, ald, meo2, c2o3, _, pan, ch3o, _, o1d, so2, _, no3, n2o5] =
            x;
        let left = [
            no2,
            no * o3,
            ho2 * no,
            hcho,
            hcho,
            hcho * oh,
            ald,
            ald * oh,
            c2o3 * no,
            c2o3 * no2,
            pan,
            meo2 * no,
            ch3o,
            no2 * oh,
            o3p,
            o3,
            o3,
            o1d,
            o1d,
            so2 * oh,
            no3,
            no3,
            no2 * o3,
            no3 * no2,
            n2o5,
        ];
        let mut r = [R::lit(0.0); 25];
        for i in 0..25 {
            r[i] = R::lift(self.k[i]) * left[i];
        }
        let [r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, ..] = r;
        let [.., r14, r15, r16, r17, r18, r19, r20, r21, r22, r23, r24, r25] = r;
        *dx = [
            r2 + r3 + r9 + r11 + r12 + r22 + r25 - r1 - r10 - r14 - r23 - r24,
            r1 + r21 - r2 - r3 - r9 - r12,
            r1 + r17 + r19 + r22 - r15,
            r15 - r2 - r16 - r17 - r23,
            r4 + r4 + r6 + r7 + r13 + r20 - r3,
            r3 + r18 + r18 - r6 - r8 - r14 - r20,
            r13 - r4 - r5 - r6,
            r4 + r5 + r6 + r7,
            -r7 - r8,
            r7 + r9 - r12,
            r8 + r11 - r9 - r10,
            r9,
            r10 - r11,
            r12 - r13,
            r14,
            r16 - r18 - r19,
            -r20,
            r20,
            r23 + r25 - r21 - r22 - r24,
            r24 - r25,
        ];
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::Pollution;
    use crate::systems::assert_rhs;

    /// mpmath at 50 digits, from the list of reactions as text: what each consumes and makes.
    #[test]
    fn reactions() {
        let state = [
            0.043, 0.17, 1.1e-9, 0.0071, 1.3e-7, 4.7e-7, 0.083, 0.31, 0.0067, 6.1e-9, 2.3e-8, 0.0019, 0.031,
            5.3e-6, 0.0089, 1.7e-18, 0.0067, 0.00037, 4.1e-6, 2.9e-5,
        ];
        let due = [
            0.01753455778,
            -0.017396379,
            0.0099187028,
            -0.02696740622,
            0.00047081976,
            -0.00072222342,
            -0.000714626,
            0.000725461,
            -7.6447e-5,
            5.2942e-5,
            0.00068416,
            6.4515e-5,
            -0.000673099,
            2.48e-6,
            0.000329423,
            1.73003e-6,
            -3.90476e-6,
            3.90476e-6,
            -0.00024117078,
            0.000223334,
        ];
        assert_rhs(&Pollution::default(), &state, &due);
    }
}
