//! A panel: a letter, a title, and one kind of content.

use super::diagram::Diagram;
use super::picture::Picture;
use super::plot::Plot;
use super::space::Space;
use super::textgrid::TextGrid;

/// One cell of a figure.
#[derive(Clone, Debug)]
pub struct Panel {
    pub(crate) letter: Option<String>,
    pub(crate) title: String,
    pub(crate) content: Content,
}

/// What a panel shows.
#[derive(Clone, Debug)]
pub enum Content {
    /// One set of axes.
    Plot(Box<Plot>),
    /// Plots above each other that share the horizontal axis of the last one.
    Strips(Vec<Plot>),
    /// A phase portrait in three variables.
    Space(Box<Space>),
    /// Boxes and arrows.
    Diagram(Diagram),
    /// Pixels without axes.
    Picture(Picture),
    /// A table of text.
    Grid(TextGrid),
    /// Sentences, one a line.
    Words(Vec<String>),
    /// Hatched, with the reason.
    NotBuilt(String),
}

impl Panel {
    fn new(content: Content) -> Self {
        Self { letter: None, title: String::new(), content }
    }

    /// One set of axes.
    #[must_use]
    pub fn plot(plot: Plot) -> Self {
        Self::new(Content::Plot(Box::new(plot)))
    }

    /// Plots above each other, which share the horizontal axis of the last one.
    #[must_use]
    pub fn strips(strips: Vec<Plot>) -> Self {
        Self::new(Content::Strips(strips))
    }

    /// A phase portrait in three variables.
    #[must_use]
    pub fn space(space: Space) -> Self {
        Self::new(Content::Space(Box::new(space)))
    }

    /// Boxes and arrows.
    #[must_use]
    pub fn diagram(diagram: Diagram) -> Self {
        Self::new(Content::Diagram(diagram))
    }

    /// Pixels without axes, as large as fits.
    #[must_use]
    pub fn picture(picture: Picture) -> Self {
        Self::new(Content::Picture(picture))
    }

    /// A table of text.
    #[must_use]
    pub fn grid(grid: TextGrid) -> Self {
        Self::new(Content::Grid(grid))
    }

    /// Sentences, one a line.
    #[must_use]
    pub fn words(lines: Vec<String>) -> Self {
        Self::new(Content::Words(lines))
    }

    /// A panel of the source that is not computed yet: hatched, with this reason under "not built yet".
    #[must_use]
    pub fn not_built(why: impl Into<String>) -> Self {
        Self::new(Content::NotBuilt(why.into()))
    }

    /// The letter at its upper left, without brackets: `"a"`.
    #[must_use]
    pub fn letter(mut self, letter: impl Into<String>) -> Self {
        self.letter = Some(letter.into());
        self
    }

    /// A few words above it.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }
}
