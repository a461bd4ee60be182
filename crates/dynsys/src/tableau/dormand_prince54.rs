//! Dormand-Prince 5(4): seven stages, first same as last, dense output of order 4.
use super::Tableau;

/// The pair RK5(4)7M of Dormand and Prince, known as DOPRI5 and as the core of `ode45`.
///
/// The dense output is of order 4 with a continuous first derivative: the cubic Hermite interpolant plus
/// `theta^2 (1 - theta)^2 sum_i d_i k_i`, here expanded in powers of `theta`.
///
/// J. R. Dormand and P. J. Prince, *A family of embedded Runge-Kutta formulae*, J. Comput. Appl. Math. 6
/// (1980) 19-26; dense output: L. F. Shampine, *Some practical Runge-Kutta formulas*, Math. Comp. 46 (1986)
/// 135-150, with `d_i` as in E. Hairer, S. P. Nørsett and G. Wanner, *Solving Ordinary Differential Equations
/// I*, 2nd ed., Springer (1993), sec. II.6 and the code `dopri5.f`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DormandPrince54;

impl Tableau<7> for DormandPrince54 {
    const NAME: &'static str = "Dormand-Prince 5(4)";
    const ORDER: u32 = 5;
    const EMBEDDED: u32 = 4;
    const C: [f64; 7] = [0.0, 1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0, 1.0];
    const A: [[f64; 7]; 7] = [
        [0.0; 7],
        [1.0 / 5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [3.0 / 40.0, 9.0 / 40.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0, 0.0, 0.0, 0.0, 0.0],
        [19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0, 0.0, 0.0, 0.0],
        [9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0, 0.0, 0.0],
        [35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0, 0.0],
    ];
    const B: [f64; 7] = Self::A[6];
    const E: [f64; 7] =
        [71.0 / 57600.0, 0.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339200.0, 22.0 / 525.0, -1.0 / 40.0];
    const DENSE: &'static [[f64; 7]] = &[
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [
            -8048581381.0 / 2820520608.0,
            0.0,
            131558114200.0 / 32700410799.0,
            -1754552775.0 / 470086768.0,
            127303824393.0 / 49829197408.0,
            -282668133.0 / 205662961.0,
            40617522.0 / 29380423.0,
        ],
        [
            8663915743.0 / 2820520608.0,
            0.0,
            -68118460800.0 / 10900136933.0,
            14199869525.0 / 1410260304.0,
            -318862633887.0 / 49829197408.0,
            2019193451.0 / 616988883.0,
            -110615467.0 / 29380423.0,
        ],
        [
            -12715105075.0 / 11282082432.0,
            0.0,
            87487479700.0 / 32700410799.0,
            -10690763975.0 / 1880347072.0,
            701980252875.0 / 199316789632.0,
            -1453857185.0 / 822651844.0,
            69997945.0 / 29380423.0,
        ],
    ];
}
