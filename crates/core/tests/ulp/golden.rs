//! Correctly rounded values, computed with mpmath at 3000 bits.

/// Of the function of that name.
const EXP: &[(f64, u64)] = &[
    (-745.1, 0x0000000000000001),
    (-710.3, 0x000262715f7b681f),
    (-1.5, 0x3fcc8f87724b5c1d),
    (-1e-09, 0x3fefffffff768fa1),
    (2.5e-17, 0x3ff0000000000000),
    (0.3, 0x3ff599058c8c1a96),
    (1.0, 0x4005bf0a8b145769),
    (88.7, 0x47ef4705bbffae5c),
    (709.7, 0x7fed75ae7a50ee14),
];
/// Of the function of that name.
const LN: &[(f64, u64)] = &[
    (5e-324, 0xc0874385446d71c3),
    (3.7e-310, 0xc08643f1c21b0f95),
    (1e-09, 0xc034b927f32bffb8),
    (0.703125, 0xbfd68ac83e9c6a14),
    (0.9999999, 0xbe7ad7f2b1049b9f),
    (0.9999999999999999, 0xbca0000000000000),
    (1.0000000000000002, 0x3cafffffffffffff),
    (1.4, 0x3fd588c2d913348f),
    (3.0, 0x3ff193ea7aad030b),
    (1.7e+308, 0x40862dd08fdc6f88),
];
/// Of the function of that name.
const TANH: &[(f64, u64)] = &[
    (-1e-300, 0x81a56e1fc2f8f359),
    (1e-09, 0x3e112e0be826d695),
    (0.01, 0x3f847ab48ae4595e),
    (0.0217, 0x3f9637a1cfe2c040),
    (0.04, 0x3fa47815e8f2870e),
    (0.3, 0x3fd2a4dda7d914fa),
    (-1.7, 0xbfedeedf00d3e7f5),
    (18.9, 0x3fefffffffffffff),
];
/// Of the function of that name.
const SIGMOID: &[(f64, u64)] = &[
    (-744.9, 0x0000000000000001),
    (-709.5, 0x00054e90c99fb878),
    (-30.1, 0x3d37d53552afc02c),
    (-0.01, 0x3fdfd70a53cf34af),
    (1e-12, 0x3fe00000000008cc),
    (0.7, 0x3fe561cb52a19475),
    (36.9, 0x3fefffffffffffff),
];
/// Of the function of that name.
const SIN: &[(f64, u64)] = &[
    (1e-300, 0x01a56e1fc2f8f359),
    (1.2, 0x3fedd343a21a55c4),
    (std::f64::consts::PI, 0x3ca1a62633145c07),
    (355.0, 0xbeff9bd0307d1de3),
    (5.319372648326541e+255, 0x3ff0000000000000),
    (1e+22, 0xbfeb453ab76bf397),
    (1.7976931348623157e+308, 0x3f7452fc98b34e97),
    (1073741823.7, 0xbfea4fcf07bf47dc),
    (1073741824.3, 0xbfd6dd74e8e2a2f1),
    (1686629713.0652523, 0xbe71a62633145c03),
];
/// Of the function of that name.
const COS: &[(f64, u64)] = &[
    (1e-09, 0x3ff0000000000000),
    (std::f64::consts::FRAC_PI_2, 0x3c91a62633145c07),
    (11.0, 0x3f7220ae41ee2fdf),
    (5.319372648326541e+255, 0xbc214ae72e6ba22f),
    (1e+22, 0x3fe0be2cef01c8f4),
    (1.7976931348623157e+308, 0xbfefffe62ecfab75),
    (5000000000000000.0, 0xbfdbab6bd014d7f7),
    (std::f64::consts::FRAC_PI_4, 0x3fe6a09e667f3bcd),
];
/// Arguments and values of the functions of one argument, in the order of the list of functions.
pub(crate) const ONE: [&[(f64, u64)]; 6] = [EXP, LN, TANH, SIGMOID, SIN, COS];
/// Bases, exponents and values.
pub(crate) const POW: &[((f64, f64), u64)] = &[
    ((1.0000001, 3300000000.0), 0x5db105aa8aac203d),
    ((0.5, 1073.5), 0x0000000000000001),
    ((2.0, -1022.7), 0x0009d9623dffc13d),
    ((10.0, 308.0), 0x7fe1ccf385ebc8a0),
    ((1e-300, -1.02), 0x7f76c8e5ca239077),
    ((3.3, 0.1), 0x3ff2076bd4ba49a9),
    ((1.7976931348623157e+308, 0.999), 0x7fdf78d9576fb57d),
    ((5e-324, 0.25), 0x2f26a09e667f3bcd),
    ((0.97, 20000.5), 0x090147d19c04fa40),
];
