//! Seed streams: item `i` of a sweep draws from a stream that depends on the seed, the label and `i` alone.
//!
//! A stream is a counter put through a bijection, Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random
//! numbers: as easy as 1, 2, 3", SC 2011). The key is the seed with its labels, one half of the counter is `i`, the
//! other counts blocks: streams of one seed never overlap, none waits for another, and threads, shards and restarts
//! draw the same numbers on every platform.
//!
//! ```
//! use neurodyn_core::seed::Seeds;
//! let starts = Seeds::new(7).named("starts");
//! let mut stream = starts.stream(12345);
//! let x = stream.uniform();
//! assert!((0.0..1.0).contains(&x));
//! assert_eq!(x, Seeds::new(7).named("starts").stream(12345).uniform());
//! ```

use crate::real::Real;
use rand_core::{Infallible, TryRng, utils};

/// A seed with its labels: the source of the streams of a sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seeds {
    key: u64,
}

impl Seeds {
    /// The streams of this seed; different seeds have different streams.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { key: seed }
    }

    /// The streams of this seed for one purpose (`"weights"`, `"starts"`), unrelated to those for others.
    ///
    /// The key becomes `h = mix(h + w + golden)`, started at the key, over the words `w` of the label (8 bytes each,
    /// little-endian, zero-padded), and then over its length; `mix` is the finalizer of `SplitMix64`.
    #[must_use]
    pub fn named(self, label: &str) -> Self {
        let mut key = self.key;
        for chunk in label.as_bytes().chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            key = mix(key, u64::from_le_bytes(word));
        }
        Self { key: mix(key, label.len() as u64) }
    }

    /// The stream of item `i`.
    #[must_use]
    pub const fn stream(self, i: u64) -> Stream {
        Stream { key: self.key, item: i, block: 0, spare: None }
    }
}

/// A stream of random numbers: an [`rand_core::Rng`], so that the distributions of `rand_distr` draw from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    key: u64,
    item: u64,
    block: u64,
    /// The second half of the last block.
    spare: Option<u64>,
}

impl Stream {
    /// The next 64 bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        if let Some(word) = self.spare.take() {
            return word;
        }
        let [a, b, c, d] = philox(
            [low(self.block), high(self.block), low(self.item), high(self.item)],
            [low(self.key), high(self.key)],
        );
        self.block = self.block.wrapping_add(1);
        self.spare = Some(join(c, d));
        join(a, b)
    }

    /// Uniform in `[0, 1)`: a multiple of `2^-53`.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / 9007199254740992.0; // 2^-53
        (self.bits() >> 11) as f64 * STEP
    }

    /// Uniform between `low` and `high`: `low + (high - low) u`, which may round to `high`.
    #[inline]
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// A point of the box with these sides `(low, high)`, one draw a side.
    pub fn in_box(&mut self, sides: &[(f64, f64)]) -> Vec<f64> {
        sides.iter().map(|&(low, high)| self.between(low, high)).collect()
    }

    /// Normal with mean 0 and variance 1 (Box and Muller 1958), two draws a number.
    ///
    /// It uses the elementary functions of this crate, so it gives the same bytes on every platform.
    pub fn normal(&mut self) -> f64 {
        // 1 - u is in (0, 1]: its logarithm is finite
        let radius = Real::sqrt(-2.0 * Real::ln(1.0 - self.uniform()));
        radius * Real::cos(core::f64::consts::TAU * self.uniform())
    }

    /// Uniform in `0..n`, without bias (Lemire 2019); 0 for `n = 0`.
    pub fn below(&mut self, n: u64) -> u64 {
        let threshold = n.wrapping_neg().checked_rem(n).unwrap_or(0);
        loop {
            let product = u128::from(self.bits()) * u128::from(n);
            if product as u64 >= threshold {
                return (product >> 64) as u64;
            }
        }
    }

    /// Puts the items in random order (Fisher and Yates), every order equally likely.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i as u64 + 1) as usize);
        }
    }
}

impl TryRng for Stream {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(high(self.bits()))
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits())
    }
    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(out, || self.try_next_u64())
    }
}

/// Ten rounds of Philox4x32.
#[inline]
const fn philox(mut c: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
    const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
    let mut round = 0;
    while round < 10 {
        let p = MULTIPLIERS[0] as u64 * c[0] as u64;
        let q = MULTIPLIERS[1] as u64 * c[2] as u64;
        c = [high(q) ^ c[1] ^ key[0], low(q), high(p) ^ c[3] ^ key[1], low(p)];
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
        round += 1;
    }
    c
}

/// The finalizer of `SplitMix64` (Steele, Lea and Flood 2014) on `key + word + golden ratio`.
const fn mix(key: u64, word: u64) -> u64 {
    let z = key.wrapping_add(word).wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

const fn low(x: u64) -> u32 {
    x as u32
}
const fn high(x: u64) -> u32 {
    (x >> 32) as u32
}
const fn join(low: u32, high: u32) -> u64 {
    (high as u64) << 32 | low as u64
}

#[cfg(test)]
mod tests {
    use super::philox;

    /// The known answers of the authors' library Random123 (`kat_vectors`, philox4x32 with 10 rounds).
    #[test]
    fn philox_gives_the_known_answers() {
        let zeros = philox([0; 4], [0; 2]);
        assert_eq!(zeros, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        let ones = philox([u32::MAX; 4], [u32::MAX; 2]);
        assert_eq!(ones, [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        let pi = philox([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]);
        assert_eq!(pi, [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]);
    }
}
