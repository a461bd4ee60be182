//! Tsitouras 5(4): seven stages, first same as last, dense output of order 4.
use super::Tableau;

/// The pair 5(4) of Tsitouras, seven stages of which the last is the first of the next step.
///
/// The dense output is the paper's interpolant of order 4, which costs no stage. The paper prints 16 digits;
/// these are the roundings of more: of the extended coefficients in OrdinaryDiffEq.jl (`tsit_tableaus.jl`),
/// and for the dense output of the solution of the order conditions that has the paper's `b_2(theta)` and
/// `b_7(theta)`.
///
/// Ch. Tsitouras, *Runge-Kutta pairs of order 5(4) satisfying only the first column simplifying assumption*,
/// Comput. Math. Appl. 62 (2011) 770-775.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tsitouras54;

impl Tableau<7> for Tsitouras54 {
    const NAME: &'static str = "Tsitouras 5(4)";
    const ORDER: u32 = 5;
    const EMBEDDED: u32 = 4;
    const C: [f64; 7] = [0.0, 0.161, 0.327, 0.9, 0.98002554090450968573, 1.0, 1.0];
    const A: [[f64; 7]; 7] = [
        [0.0; 7],
        [0.161, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [-0.0084806554923569885444, 0.33548065549235698854, 0.0, 0.0, 0.0, 0.0, 0.0],
        [2.8971530571054934321, -6.3594484899750748431, 4.3622954328695814110, 0.0, 0.0, 0.0, 0.0],
        [
            5.3258648284392566044,
            -11.748883564062827878,
            7.4955393428898362083,
            -0.092495066361755249257,
            0.0,
            0.0,
            0.0,
        ],
        [
            5.8614554429464200287,
            -12.920969317847109292,
            8.1593678985761586432,
            -0.071584973281400997225,
            -0.028269050394068382909,
            0.0,
            0.0,
        ],
        [
            0.096460766818065229518,
            0.01,
            0.47988965041449957478,
            1.3790085741037418932,
            -3.2900695154360806799,
            2.3247105240997739824,
            0.0,
        ],
    ];
    const B: [f64; 7] = Self::A[6];
    const E: [f64; 7] = [
        0.0017800110522257714434,
        8.1643445965674690322e-4,
        -0.0078808780102619960103,
        0.14471100717326290754,
        -0.58235716545255522502,
        0.45808210592918694666,
        -1.0 / 66.0,
    ];
    const DENSE: &'static [[f64; 7]] = &[
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [
            -2.7637061972748258687,
            0.1317,
            3.9302962368947515174,
            -12.411077166933677039,
            37.509313416511039179,
            -27.896526289197287789,
            1.5,
        ],
        [
            2.9132554618219126554,
            -0.2234,
            -5.9410338721315047357,
            30.338188630282321650,
            -88.178904894766401078,
            65.091894674793671508,
            -4.0,
        ],
        [
            -1.0530884977290215572,
            0.1017,
            2.4906272856512527931,
            -16.548102889244902718,
            47.379521962819281219,
            -34.870657861496609736,
            2.5,
        ],
    ];
}
