//! Seed streams: golden values, order-free streams, and no trace of one stream in the next.

use neurodyn_core::seed::{Seeds, Stream};
use rand_core::Rng;
use rand_distr::{Distribution, Exp1, StandardNormal};

const DRAWS: usize = 1 << 16;

/// Pinned when written: a change here changes every result that was ever drawn.
#[test]
fn golden_values() {
    let mut stream = Seeds::new(42).named("starts").stream(3);
    let bits: Vec<u64> = (0..4).map(|_| stream.bits()).collect();
    assert_eq!(
        bits,
        [0x946b_a74e_b947_5764, 0x9074_d8a1_77bd_15bc, 0xa061_9c96_0a0d_4f50, 0x118a_94d3_7c44_a186]
    );
}

#[test]
fn the_first_words_are_philox_itself() {
    // key 0, counter 0: the known answer of Random123, as little-endian words
    let mut stream = Seeds::new(0).stream(0);
    assert_eq!((stream.bits(), stream.bits()), (0xe169_c58d_6627_e8d5, 0x9b00_dbd8_bc57_ac4c));
}

#[test]
fn seeds_labels_and_items_all_matter() {
    let first = |seeds: Seeds, i| seeds.stream(i).bits();
    let s = Seeds::new(1);
    let words = [
        first(s, 0),
        first(s, 1),
        first(Seeds::new(2), 0),
        first(s.named(""), 0),
        first(s.named("a"), 0),
        first(s.named("a\0"), 0),
        first(s.named("b"), 0),
        first(s.named("a").named("b"), 0),
        first(s.named("ab"), 0),
        first(s.named("b").named("a"), 0),
        first(s.named("a longer label of more than one word"), 0),
    ];
    for (i, a) in words.iter().enumerate() {
        assert!(words[i + 1..].iter().all(|b| a != b), "{i}");
    }
}

#[test]
fn uniform_numbers_fill_the_interval_evenly() {
    let mut stream = Seeds::new(5).stream(0);
    let mut bins = [0u32; 64];
    let (mut sum, mut squares) = (0.0, 0.0);
    for _ in 0..DRAWS {
        let x = stream.uniform();
        assert!((0.0..1.0).contains(&x));
        bins[(x * 64.0) as usize] += 1;
        sum += x;
        squares += x * x;
    }
    let (n, expected) = (DRAWS as f64, DRAWS as f64 / 64.0);
    let chi2: f64 = bins.iter().map(|&b| (f64::from(b) - expected).powi(2) / expected).sum();
    // 63 degrees of freedom: mean 63, standard deviation 11
    assert!((20.0..120.0).contains(&chi2), "{chi2}");
    assert!((sum / n - 0.5).abs() < 5.0 * (1.0 / 12.0 / n).sqrt());
    assert!((squares / n - 1.0 / 3.0).abs() < 5.0 * (4.0 / 45.0 / n).sqrt());
}

/// Correlation of two sequences, in standard deviations of chance.
fn correlation(a: impl Iterator<Item = f64>, b: impl Iterator<Item = f64>) -> f64 {
    let products = a.zip(b).map(|(a, b)| (a - 0.5) * (b - 0.5) * 12.0);
    let (mut sum, mut n) = (0.0, 0.0);
    for p in products {
        sum += p;
        n += 1.0;
    }
    sum / f64::sqrt(n)
}

fn draws(mut stream: Stream) -> impl Iterator<Item = f64> {
    (0..DRAWS).map(move |_| stream.uniform())
}

#[test]
fn neighbours_do_not_know_each_other() {
    let s = Seeds::new(9);
    for i in 0..4 {
        let along = correlation(draws(s.stream(i)), draws(s.stream(i + 1)));
        let seeds = correlation(draws(s.stream(i)), draws(Seeds::new(10).stream(i)));
        let lag = correlation(draws(s.stream(i)), draws(s.stream(i)).skip(1));
        assert!(along.abs() < 4.5 && seeds.abs() < 4.5 && lag.abs() < 4.5, "{along} {seeds} {lag}");
    }
    // across streams: the first numbers of items 0, 1, 2, ... are as random as the numbers of one
    let firsts = |skip: u64| (0..DRAWS as u64).map(move |i| s.stream(i + skip).uniform());
    assert!(correlation(firsts(0), firsts(1)).abs() < 4.5);
    assert!((firsts(0).sum::<f64>() / DRAWS as f64 - 0.5).abs() < 5.0 * (1.0 / 12.0 / DRAWS as f64).sqrt());
}

/// Mean, variance and fourth moment of a sample against those of the normal distribution.
fn looks_normal(mut draw: impl FnMut() -> f64) {
    let n = DRAWS as f64;
    let (mut mean, mut variance, mut fourth) = (0.0, 0.0, 0.0);
    for _ in 0..DRAWS {
        let x = draw();
        mean += x / n;
        variance += x * x / n;
        fourth += x.powi(4) / n;
    }
    assert!(mean.abs() < 5.0 / n.sqrt(), "{mean}");
    assert!((variance - 1.0).abs() < 5.0 * (2.0 / n).sqrt(), "{variance}");
    assert!((fourth - 3.0).abs() < 5.0 * (96.0 / n).sqrt(), "{fourth}");
}

#[test]
fn normal_numbers_have_normal_moments() {
    let mut stream = Seeds::new(11).stream(0);
    looks_normal(|| stream.normal());
}

#[test]
fn distributions_of_rand_distr_draw_from_a_stream() {
    let mut stream = Seeds::new(12).stream(0);
    looks_normal(|| StandardNormal.sample(&mut stream));
    let mean: f64 = (0..DRAWS)
        .map(|_| {
            let x: f64 = Exp1.sample(&mut stream);
            x
        })
        .sum::<f64>()
        / DRAWS as f64;
    assert!((mean - 1.0).abs() < 0.02, "{mean}");
    let mut bytes = [0; 11];
    Seeds::new(0).stream(0).fill_bytes(&mut bytes);
    assert_eq!(bytes, [0xd5, 0xe8, 0x27, 0x66, 0x8d, 0xc5, 0x69, 0xe1, 0x4c, 0xac, 0x57]);
}

#[test]
fn boxes_dice_and_orders() {
    let mut stream = Seeds::new(13).stream(0);
    for _ in 0..1000 {
        let p = stream.in_box(&[(-1.0, 2.0), (5.0, 5.0), (1e6, 2e6)]);
        assert!((-1.0..=2.0).contains(&p[0]) && p[1] == 5.0 && (1e6..=2e6).contains(&p[2]));
    }
    let mut faces = [0u32; 6];
    for _ in 0..60_000 {
        faces[stream.below(6) as usize] += 1;
    }
    assert!(faces.iter().all(|f| f.abs_diff(10_000) < 500), "{faces:?}");
    assert_eq!((stream.below(0), stream.below(1)), (0, 0));
    let mut order: Vec<u32> = (0..100).collect();
    stream.shuffle(&mut order);
    assert!(order.iter().enumerate().any(|(i, &x)| x != i as u32));
    order.sort_unstable();
    assert_eq!(order, (0..100).collect::<Vec<u32>>());
    stream.shuffle::<u8>(&mut []);
}
