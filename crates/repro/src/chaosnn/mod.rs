//! A classifier with logistic-map weights that rejects what it is unsure of (in Persian).
//!
//! The equations of the source did not survive as text; they are reconstructed, and every item says so.

mod attractor;
pub mod constants;
mod cycles;
pub mod fig4;
pub mod fig5;
pub mod fig6;
