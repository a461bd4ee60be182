//! A classifier with logistic-map weights that rejects what it is unsure of (in Persian).
//!
//! The equations of the source did not survive as text; they are reconstructed, and every item says so.

mod attractor;
mod bench;
pub mod constants;
mod cycles;
mod doubt;
pub mod fig4;
pub mod fig5;
pub mod fig6;
pub mod fig7;
pub mod fig8;
pub mod fig9;
mod gallery;
#[cfg(feature = "chaosnn-train")]
mod judged;
pub mod rejected;
#[cfg(feature = "chaosnn-train")]
pub mod riskcoverage;
mod rule;
mod shift;
pub mod synchrony;
pub mod table1;
