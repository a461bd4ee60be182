//! Verner 6(5), "most efficient": nine stages, first same as last.
use super::Tableau;

/// Verner's most efficient pair 6(5), nine stages of which the last is the first of the next step.
///
/// J. H. Verner, *Numerically optimal Runge-Kutta pairs with interpolants*, Numer. Algorithms 53 (2010)
/// 383-396; exact coefficients in the file `RKV65.IIIXb.Efficient.00000144617.081204.RATOnWeb` of
/// <https://www.sfu.ca/~jverner/>. His interpolants take further stages, which a tableau has no room for.
///
/// Weights of 176 times stage weights of 208 cancel: rounded to `f64`, the coefficients miss the conditions
/// from order 2 on by up to 3e-11 (the other methods here: 1e-14). At relative tolerances below about 1e-11
/// take [`Verner76`](super::Verner76) or [`DormandPrince853`](super::DormandPrince853).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verner65;

impl Tableau<9> for Verner65 {
    const NAME: &'static str = "Verner 6(5)";
    const ORDER: u32 = 6;
    const EMBEDDED: u32 = 5;
    const C: [f64; 9] = [
        0.0,
        3.0 / 50.0,
        1439.0 / 15000.0,
        1439.0 / 10000.0,
        4973.0 / 10000.0,
        389.0 / 400.0,
        1999.0 / 2000.0,
        1.0,
        1.0,
    ];
    const A: [[f64; 9]; 9] = [
        [0.0; 9],
        [3.0 / 50.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [519479.0 / 27000000.0, 2070721.0 / 27000000.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [1439.0 / 40000.0, 0.0, 4317.0 / 40000.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [
            109225017611.0 / 82828840000.0,
            0.0,
            -417627820623.0 / 82828840000.0,
            43699198143.0 / 10353605000.0,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
        ],
        [
            -41.872591664327514618,
            0.0,
            159.43256216313749177,
            -122.11921356501003092,
            5.5317430662000537683,
            0.0,
            0.0,
            0.0,
            0.0,
        ],
        [
            -54.430156935316504333,
            0.0,
            207.06725136501846443,
            -158.61081378458999918,
            6.9918165859502423220,
            -0.018597231062203233978,
            0.0,
            0.0,
            0.0,
        ],
        [
            -54.663741787281976802,
            0.0,
            207.95280625538937345,
            -159.28895747449950715,
            7.0187437407969444347,
            -0.018338785905045723065,
            -5.1194849978820990779e-4,
            0.0,
            0.0,
        ],
        [
            0.034389578683570360093,
            0.0,
            0.0,
            0.25826245556335034047,
            0.42093711896735371506,
            626271188750.0 / 142160006043.0,
            -51160788125000.0 / 289890548217.0,
            163193540017.0 / 946795234.0,
            0.0,
        ],
    ];
    const B: [f64; 9] = Self::A[8];
    const E: [f64; 9] = [
        -0.0086234042822008531180,
        0.0,
        0.0,
        0.019434029953152709520,
        -0.028450072588037983908,
        2.1097110610652911162,
        -103.45854289996398538,
        101.39980461914911372,
        -1.0 / 30.0,
    ];
}
