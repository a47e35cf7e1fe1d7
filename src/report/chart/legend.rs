//! Samples with their meaning, below a picture.

use super::scene::{Bounds, Label, Scene, Shape};
use super::style::{GREY, PALE, Rgb, SMALL};

/// Size of a sample, and height of a line of them, px.
const SAMPLE: (f64, f64) = (26.0, 12.0);
const LINE: f64 = 19.0;

/// A sample: shapes drawn within the rectangle, and the words beside it.
pub(super) struct Item {
    /// What is drawn.
    pub sample: Vec<Shape>,
    /// What it means.
    pub words: String,
}

impl Item {
    /// A filled rectangle with a thin edge.
    pub fn area(color: Rgb, words: impl Into<String>) -> Item {
        let whole = Bounds { left: 0.0, top: 0.0, right: SAMPLE.0, bottom: SAMPLE.1 };
        Item { sample: vec![Shape::Area(whole, PALE), Shape::Area(whole.grown(-0.75), color)], words: words.into() }
    }

    /// Lines of any kind within 26 × 12 px.
    pub fn drawn(sample: Vec<Shape>, words: impl Into<String>) -> Item {
        Item { sample, words: words.into() }
    }
}

/// Sets items below the picture, in lines as wide as the picture or `least`.
pub(super) fn legend(scene: &mut Scene, items: Vec<Item>, least: f64) {
    let most = scene.width.max(least);
    let (mut x, mut y) = (0.0, scene.height + 10.0);
    for item in items {
        let width = SAMPLE.0 + 8.0 + super::text::width(&item.words, SMALL, false);
        if x > 0.0 && x + width > most {
            (x, y) = (0.0, y + LINE);
        }
        scene.insert(Scene { shapes: item.sample, ..Scene::default() }, (x, y));
        scene.text(Label::new(item.words, (x + SAMPLE.0 + 8.0, y + 9.8), SMALL, GREY));
        scene.width = scene.width.max(x + width);
        x += width + 22.0;
    }
    scene.height = y + LINE - 3.0;
}
