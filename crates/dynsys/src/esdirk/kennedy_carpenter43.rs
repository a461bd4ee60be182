//! ESDIRK 4(3) of Kennedy and Carpenter, the implicit part of their additive method ARK4(3)6L[2]SA.
use super::SinglyDiagonal;

/// Six stages, of which five are implicit; order 4, L-stable, stages of order 2: for moderate tolerances.
///
/// C. A. Kennedy and M. H. Carpenter, *Additive Runge-Kutta schemes for convection-diffusion-reaction equations*, Appl. Numer.
/// Math. 44 (2003) 139-181, appendix C.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KennedyCarpenter43;

/// The weights of the solution, which are those of the last stage.
const B: [f64; 6] =
    [82889.0 / 524892.0, 0.0, 15625.0 / 83664.0, 69875.0 / 102672.0, -2260.0 / 8211.0, 1.0 / 4.0];

impl SinglyDiagonal<6> for KennedyCarpenter43 {
    const NAME: &'static str = "Kennedy-Carpenter 4(3)";
    const ORDER: u32 = 4;
    const ERROR_POWER: u32 = 4;
    const C: [f64; 6] = [0.0, 1.0 / 2.0, 83.0 / 250.0, 31.0 / 50.0, 17.0 / 20.0, 1.0];
    const A: [[f64; 6]; 6] = [
        [0.0; 6],
        [1.0 / 4.0, 1.0 / 4.0, 0.0, 0.0, 0.0, 0.0],
        [8611.0 / 62500.0, -1743.0 / 31250.0, 1.0 / 4.0, 0.0, 0.0, 0.0],
        [5012029.0 / 34652500.0, -654441.0 / 2922500.0, 174375.0 / 388108.0, 1.0 / 4.0, 0.0, 0.0],
        [
            15267082809.0 / 155376265600.0,
            -71443401.0 / 120774400.0,
            730878875.0 / 902184768.0,
            2285395.0 / 8070912.0,
            1.0 / 4.0,
            0.0,
        ],
        B,
    ];
    const E: [f64; 6] = [
        B[0] - 4586570599.0 / 29645900160.0,
        0.0,
        B[2] - 178811875.0 / 945068544.0,
        B[3] - 814220225.0 / 1159782912.0,
        B[4] + 3700637.0 / 11593932.0,
        B[5] - 61727.0 / 225920.0,
    ];
    const FILTERED: bool = false;
}
