//! Colours: a few inks that are told apart in print and by the colour-blind, and perceptual maps.

/// A colour without transparency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// Axes and text.
    pub const INK: Self = Self(0x22, 0x22, 0x22);
    /// First series (Okabe and Ito's palette from here on, slightly deepened for thin lines).
    pub const BLUE: Self = Self(0x1b, 0x63, 0xa5);
    /// Second series.
    pub const VERMILION: Self = Self(0xc8, 0x4f, 0x0a);
    /// Third series.
    pub const GREEN: Self = Self(0x0b, 0x84, 0x63);
    /// Fourth series.
    pub const PURPLE: Self = Self(0x9b, 0x4d, 0x8c);
    /// Fifth series.
    pub const AMBER: Self = Self(0xc9, 0x8a, 0x00);
    /// Guides and secondary text.
    pub const GREY: Self = Self(0x8a, 0x8a, 0x8a);
    /// The faintest line that still prints.
    pub const PALE: Self = Self(0xd0, 0xd0, 0xd0);
    /// Paper.
    pub const WHITE: Self = Self(0xff, 0xff, 0xff);

    /// The ink of the series at this place; after five they begin anew.
    #[must_use]
    pub fn series(place: usize) -> Self {
        [Self::BLUE, Self::VERMILION, Self::GREEN, Self::PURPLE, Self::AMBER][place % 5]
    }
}

/// A map from 0..=1 to colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourMap {
    /// White to black: dense is dark, as in print.
    Grey,
    /// Black to white.
    GreyReversed,
    /// Perceptually uniform, dark blue to yellow.
    Viridis,
    /// As viridis, readable with any colour vision.
    Cividis,
    /// Black over red to yellow.
    Inferno,
    /// Brewer's eleven colours from red over pale yellow to blue: for pictures, not for reading values.
    Spectral,
    /// Two-sided, red to blue; zero belongs in the middle.
    RedBlue,
}

impl ColourMap {
    /// The colour at a share of the range; below 0 and above 1 the ends continue.
    #[must_use]
    pub fn at(self, share: f64) -> Colour {
        let share = share.clamp(0.0, 1.0);
        let grey = |light: f64| {
            let level = (255.0 * light).round() as u8;
            Colour(level, level, level)
        };
        let table = match self {
            // Not quite to black: axes and letters stay the darkest ink.
            Self::Grey => return grey(1.0 - 0.93 * share),
            Self::GreyReversed => return grey(0.07 + 0.93 * share),
            Self::Viridis => colorous::VIRIDIS,
            Self::Cividis => colorous::CIVIDIS,
            Self::Inferno => colorous::INFERNO,
            Self::Spectral => colorous::SPECTRAL,
            Self::RedBlue => colorous::RED_BLUE,
        };
        let colorous::Color { r, g, b } = table.eval_continuous(share);
        Colour(r, g, b)
    }
}
