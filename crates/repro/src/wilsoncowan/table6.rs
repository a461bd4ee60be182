//! Table 6: accuracy on MNIST by the size of images.

use neurodyn_datasets::known::Known;

use super::constants::{TABLE_6, WITHIN};
use super::runs::Set;
use super::sizes::{self, ACCURACY, LARGER, LEARNS};
use crate::card::{Card, Claim, Cost, Expected};
use crate::error::ReproError;
use crate::item::{Item, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `wilsoncowan/table6`.
#[derive(Debug)]
pub struct Table6;

const SET: Set = Set::Mnist;

const fn accuracy(k: usize) -> Claim {
    Claim {
        name: ACCURACY[k],
        expected: Expected::Number { value: TABLE_6[k].accuracy, within: WITHIN },
        printed_in: "table 6; half a point",
    }
}

static CARD: Card = Card {
    id: "wilsoncowan/table6",
    title: "Accuracy on MNIST by the size of images",
    item: "Table 6",
    says: "Images of MNIST from 14x14 to 35x35 pixels are recognised almost equally well (525 epochs each).",
    claims: &[
        accuracy(0),
        accuracy(1),
        accuracy(2),
        accuracy(3),
        accuracy(4),
        accuracy(5),
        accuracy(6),
        Claim {
            name: LEARNS,
            expected: Expected::Shape {
                says: "more than half of the test images are right at the time of training",
            },
            printed_in: "table 6",
        },
        Claim {
            name: LARGER,
            expected: Expected::Shape { says: "no size is more than a point below the smallest" },
            printed_in: "table 6",
        },
    ],
    cost: Cost { quick: "6 s", standard: "35 min", paper: "2 h" },
    differs: &[
        "Quick trains on the embedded digits with 7 to 10 pixels a side.",
        "The source does not say how it resizes images: here a pixel is the mean over the area that it covers, and larger images \
         are interpolated between pixels.",
        "Times of an epoch are the source's machine's; here are the multiply-adds, which no machine changes. One seed.",
    ],
    not_built: &[],
};

impl Item for Table6 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        std::slice::from_ref(SET.known())
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        sizes::units(setting, SET)
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        sizes::compute(setting, SET, unit, watch)
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        sizes::finish(setting, SET, (&CARD, &TABLE_6), units)
    }
}
