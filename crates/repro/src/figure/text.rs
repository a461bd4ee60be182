//! Text becomes glyph outlines of the shipped font, so a figure looks the same on a machine that has no fonts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use super::path::escape;
use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// The three cuts of Inter that figures use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cut {
    /// Labels, numbers, sentences.
    Regular,
    /// Letters inside `$...$`.
    Italic,
    /// Panel letters and headings.
    SemiBold,
}

impl Cut {
    fn face(self) -> &'static Face<'static> {
        static FACES: OnceLock<[Face<'static>; 3]> = OnceLock::new();
        let faces = FACES.get_or_init(|| {
            [
                include_bytes!("../../fonts/Inter-Regular.otf").as_slice(),
                include_bytes!("../../fonts/Inter-Italic.otf").as_slice(),
                include_bytes!("../../fonts/Inter-SemiBold.otf").as_slice(),
            ]
            .map(|bytes| Face::parse(bytes, 0).expect("the font in fonts/ is a valid OpenType file"))
        });
        &faces[self as usize]
    }

    fn letter(self) -> char {
        match self {
            Self::Regular => 'r',
            Self::Italic => 'i',
            Self::SemiBold => 'b',
        }
    }
}

/// The height of a capital letter, as a share of the font size.
pub(super) const CAP_HEIGHT: f64 = 0.727;
/// What hangs below the baseline (descenders, subscripts), as a share of the font size.
pub(super) const DESCENT: f64 = 0.22;
/// The size of a subscript or superscript, as a share of its surroundings.
const SCRIPT: f64 = 0.72;
/// How far a subscript sinks and a superscript rises, as a share of the font size.
const SINK: f64 = 0.18;
const RISE: f64 = 0.36;

/// A stretch of characters of one cut, size and height.
#[derive(Clone, Debug, PartialEq)]
struct Run {
    cut: Cut,
    scale: f64,
    rise: f64,
    text: String,
}

/// Splits `"$V_S$ (mV)"` into runs: inside `$...$` letters are italic, `_x`, `_{..}`, `^x` and `^{..}` are scripts.
fn runs(text: &str, base: Cut) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut push = |c: char, cut: Cut, scale: f64, rise: f64| match runs.last_mut() {
        Some(run) if run.cut == cut && run.scale == scale && run.rise == rise => run.text.push(c),
        _ => runs.push(Run { cut, scale, rise, text: c.to_string() }),
    };
    let mut math = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '$' => math = !math,
            '_' | '^' if math => {
                let rise = if c == '_' { -SINK } else { RISE };
                let braced = chars.next_if_eq(&'{').is_some();
                for s in chars.by_ref() {
                    if braced && s == '}' {
                        break;
                    }
                    push(minus(s), math_cut(s, base), SCRIPT, rise);
                    if !braced {
                        break;
                    }
                }
            }
            _ if math => push(minus(c), math_cut(c, base), 1.0, 0.0),
            _ => push(c, base, 1.0, 0.0),
        }
    }
    runs
}

fn minus(c: char) -> char {
    if c == '-' { '\u{2212}' } else { c }
}

fn math_cut(c: char, base: Cut) -> Cut {
    if c.is_alphabetic() && base == Cut::Regular { Cut::Italic } else { base }
}

/// The text without its mark-up, for screen readers and search.
pub(super) fn plain(text: &str) -> String {
    runs(text, Cut::Regular).iter().map(|run| run.text.as_str()).collect()
}

/// The text as HTML, mathematics as italics, subscripts and superscripts.
pub(crate) fn html(text: &str) -> String {
    runs(text, Cut::Regular).iter().fold(String::new(), |html, run| {
        let text = escape(&run.text);
        let text = if run.cut == Cut::Italic { format!("<i>{text}</i>") } else { text };
        html + &match run.rise {
            rise if rise < 0.0 => format!("<sub>{text}</sub>"),
            rise if rise > 0.0 => format!("<sup>{text}</sup>"),
            _ => text,
        }
    })
}

/// The width of `text` at font size `size`, in the units of `size`.
pub(super) fn width(text: &str, cut: Cut, size: f64) -> f64 {
    runs(text, cut).iter().map(|run| run_width(run) * run.scale * size).sum()
}

/// The width of a run at size 1.
fn run_width(run: &Run) -> f64 {
    let face = run.cut.face();
    let units: u32 = run.text.chars().map(|c| u32::from(advance(face, glyph(face, c)))).sum();
    f64::from(units) / f64::from(face.units_per_em())
}

fn glyph(face: &Face<'_>, c: char) -> GlyphId {
    face.glyph_index(c).unwrap_or(GlyphId(0))
}

fn advance(face: &Face<'_>, glyph: GlyphId) -> u16 {
    face.glyph_hor_advance(glyph).unwrap_or(0)
}

/// The outlines that a sheet uses, each written once.
#[derive(Debug, Default)]
pub(super) struct Glyphs {
    used: BTreeMap<(Cut, u16), String>,
}

impl Glyphs {
    /// SVG for `text` with its baseline starting at the origin of the surrounding group.
    pub(super) fn draw(&mut self, text: &str, cut: Cut, size: f64) -> String {
        let mut svg = String::new();
        let mut x = 0.0;
        for run in runs(text, cut) {
            let face = run.cut.face();
            let scale = size * run.scale / f64::from(face.units_per_em());
            let y = -run.rise * size;
            let _ = write!(svg, r#"<g transform="translate({x:.1} {y:.1}) scale({scale:.5} -{scale:.5})">"#);
            let mut pen = 0_u32;
            for c in run.text.chars() {
                let glyph = glyph(face, c);
                let outline = self.used.entry((run.cut, glyph.0)).or_insert_with(|| outline(face, glyph));
                if !outline.is_empty() {
                    let _ = write!(svg, r##"<use href="#{}{}" x="{pen}"/>"##, run.cut.letter(), glyph.0);
                }
                pen += u32::from(advance(face, glyph));
            }
            svg.push_str("</g>");
            x += f64::from(pen) * scale;
        }
        svg
    }

    /// The `<defs>` that the drawn text refers to.
    pub(super) fn definitions(&self) -> String {
        let mut svg = String::from("<defs>");
        for ((cut, glyph), outline) in self.used.iter().filter(|(_, outline)| !outline.is_empty()) {
            let _ = write!(svg, r#"<path id="{}{glyph}" d="{outline}"/>"#, cut.letter());
        }
        svg.push_str("</defs>\n");
        svg
    }
}

fn outline(face: &Face<'_>, glyph: GlyphId) -> String {
    let mut pen = Pen(String::new());
    face.outline_glyph(glyph, &mut pen);
    pen.0
}

/// Writes an outline as SVG path data; the coordinates of the font are whole numbers.
struct Pen(String);

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let _ = write!(self.0, "M{x} {y}");
    }
    fn line_to(&mut self, x: f32, y: f32) {
        let _ = write!(self.0, "L{x} {y}");
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let _ = write!(self.0, "Q{x1} {y1} {x} {y}");
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let _ = write!(self.0, "C{x1} {y1} {x2} {y2} {x} {y}");
    }
    fn close(&mut self) {
        self.0.push('Z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mark_up_becomes_runs_and_never_reaches_the_reader() {
        let runs = runs("$V_S$ (mV)", Cut::Regular);
        let seen: Vec<_> = runs.iter().map(|run| (run.cut, run.rise, run.text.as_str())).collect();
        assert_eq!(seen, [(Cut::Italic, 0.0, "V"), (Cut::Italic, -SINK, "S"), (Cut::Regular, 0.0, " (mV)")]);
        assert_eq!(html("$V_S$ < 1"), "<i>V</i><sub><i>S</i></sub> &lt; 1");
        assert_eq!(plain("$10^{-3}$"), "10\u{2212}3");
    }

    #[test]
    fn every_character_that_labels_use_has_a_glyph() {
        for c in "azAZ09\u{2212}°·×ΩλτσθχμεΛ≤≥≈∞′✓✗–—".chars() {
            for cut in [Cut::Regular, Cut::Italic, Cut::SemiBold] {
                assert!(cut.face().glyph_index(c).is_some(), "{c} is missing in {cut:?}");
            }
        }
    }

    #[test]
    fn a_subscript_is_narrower_than_the_letter_itself() {
        assert!(width("$V_S$", Cut::Regular, 10.0) < width("$VS$", Cut::Regular, 10.0));
    }
}
