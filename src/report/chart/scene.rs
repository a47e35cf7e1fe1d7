//! A picture as a list of shapes, in px, before any backend.
//!
//! Charts are laid out here once; [`backend`](super::backend) plays the same
//! list to SVG and to pixels, and tests ask it where every text stands.

use super::style::Rgb;
use super::text;

/// Height of a letter above the baseline, em; accents on capitals included.
pub(super) const ASCENT: f64 = 0.80;
/// Depth of a letter below the baseline, em.
pub(super) const DESCENT: f64 = 0.24;

/// Where a text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    /// The text begins at the point.
    Left,
    /// The text is centred on the point.
    Center,
    /// The text ends at the point.
    Right,
}

/// One line of text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    /// The line.
    pub text: String,
    /// The point on the baseline that `align` speaks of.
    pub at: (f64, f64),
    /// Size of the em, px.
    pub size: f64,
    /// Bold or regular.
    pub bold: bool,
    /// Colour.
    pub color: Rgb,
    /// Alignment.
    pub align: Align,
    /// Reads from bottom to top.
    pub upright: bool,
}

impl Label {
    /// A regular, left-aligned, horizontal line.
    pub fn new(text: impl Into<String>, at: (f64, f64), size: f64, color: Rgb) -> Self {
        Label { text: text.into(), at, size, bold: false, color, align: Align::Left, upright: false }
    }

    /// The same line, bold if told so.
    pub fn bold(mut self, bold: bool) -> Self {
        self.bold = bold;
        self
    }

    /// The same line, aligned otherwise.
    pub fn align(mut self, align: Align) -> Self {
        self.align = align;
        self
    }

    /// The same line, reading upwards.
    pub fn upright(mut self) -> Self {
        self.upright = true;
        self
    }

    /// Width of the line, px.
    pub fn width(&self) -> f64 {
        text::width(&self.text, self.size, self.bold)
    }

    /// The room that the line takes.
    pub fn bounds(&self) -> Bounds {
        let width = self.width();
        let before = match self.align {
            Align::Left => 0.0,
            Align::Center => width / 2.0,
            Align::Right => width,
        };
        let (up, down) = (ASCENT * self.size, DESCENT * self.size);
        let (x, y) = self.at;
        if self.upright {
            Bounds { left: x - up, top: y + before - width, right: x + down, bottom: y + before }
        } else {
            Bounds { left: x - before, top: y - up, right: x - before + width, bottom: y + down }
        }
    }
}

/// A rectangle by its edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    /// Smallest x.
    pub left: f64,
    /// Smallest y.
    pub top: f64,
    /// Largest x.
    pub right: f64,
    /// Largest y.
    pub bottom: f64,
}

impl Bounds {
    /// Whether two rectangles share more than an edge.
    pub fn overlaps(&self, other: &Bounds) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// Whether the other rectangle lies inside.
    pub fn contains(&self, other: &Bounds) -> bool {
        self.left <= other.left && self.top <= other.top && self.right >= other.right && self.bottom >= other.bottom
    }

    /// The same rectangle, wider by `by` on every side.
    pub fn grown(&self, by: f64) -> Bounds {
        Bounds { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    /// The point of the rectangle that is nearest to another point.
    pub fn nearest(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (x.clamp(self.left, self.right), y.clamp(self.top, self.bottom))
    }
}

/// One thing to draw; all colours are opaque.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// A filled rectangle.
    Area(Bounds, Rgb),
    /// A line through points, with its width.
    Line(Vec<(f64, f64)>, f64, Rgb),
    /// A filled convex polygon.
    Polygon(Vec<(f64, f64)>, Rgb),
    /// A disc: centre, radius.
    Disc((f64, f64), f64, Rgb),
    /// A text.
    Text(Label),
}

/// What a place of the picture says to whoever points at it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Hint {
    /// The words.
    pub words: String,
    /// What it counts: columns of its table with their values; `""` where the column is empty.
    pub opens: Vec<(&'static str, String)>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Scene {
    /// Width, px.
    pub width: f64,
    /// Height, px.
    pub height: f64,
    /// Shapes, the lowest first.
    pub shapes: Vec<Shape>,
    /// Places with something to say, for pictures on a page; the later lies above.
    pub hints: Vec<(Bounds, Hint)>,
}

impl Scene {
    /// Words for a place, and what it counts.
    pub fn hint(&mut self, place: Bounds, words: impl Into<String>, opens: &[(&'static str, &str)]) {
        let opens = opens.iter().map(|(column, value)| (*column, (*value).to_owned())).collect();
        self.hints.push((place, Hint { words: words.into(), opens }));
    }

    /// A filled rectangle from a corner, with width and height.
    pub fn area(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), color: Rgb) {
        let bounds = Bounds { left: x, top: y, right: x + width, bottom: y + height };
        self.shapes.push(Shape::Area(bounds, color));
    }

    /// A horizontal or vertical rule, as a rectangle so that it stays crisp.
    pub fn rule(&mut self, from: (f64, f64), to: (f64, f64), width: f64, color: Rgb) {
        let half = width / 2.0;
        let bounds = if from.1 == to.1 {
            Bounds { left: from.0.min(to.0), right: from.0.max(to.0), top: from.1 - half, bottom: from.1 + half }
        } else {
            Bounds { left: from.0 - half, right: from.0 + half, top: from.1.min(to.1), bottom: from.1.max(to.1) }
        };
        self.shapes.push(Shape::Area(bounds, color));
    }

    /// A line between two points.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64, color: Rgb) {
        self.shapes.push(Shape::Line(vec![from, to], width, color));
    }

    /// A text.
    pub fn text(&mut self, label: Label) {
        self.shapes.push(Shape::Text(label));
    }

    /// All texts, in drawing order.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        self.shapes.iter().filter_map(|shape| match shape {
            Shape::Text(label) => Some(label),
            _ => None,
        })
    }

    /// Another picture drawn on this one, moved.
    pub fn insert(&mut self, other: Scene, (dx, dy): (f64, f64)) {
        let shift = |(x, y): (f64, f64)| (x + dx, y + dy);
        self.hints.extend(other.hints.into_iter().map(|(b, hint)| {
            let ((left, top), (right, bottom)) = (shift((b.left, b.top)), shift((b.right, b.bottom)));
            (Bounds { left, top, right, bottom }, hint)
        }));
        self.shapes.extend(other.shapes.into_iter().map(|shape| match shape {
            Shape::Area(b, color) => {
                let ((left, top), (right, bottom)) = (shift((b.left, b.top)), shift((b.right, b.bottom)));
                Shape::Area(Bounds { left, top, right, bottom }, color)
            }
            Shape::Line(points, width, color) => Shape::Line(points.into_iter().map(shift).collect(), width, color),
            Shape::Polygon(points, color) => Shape::Polygon(points.into_iter().map(shift).collect(), color),
            Shape::Disc(at, radius, color) => Shape::Disc(shift(at), radius, color),
            Shape::Text(label) => Shape::Text(Label { at: shift(label.at), ..label }),
        }));
    }
}
