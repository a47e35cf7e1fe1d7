//! The look of every chart: sizes, colours, number formats, marks.
//!
//! Colours keep their order of lightness in grey print and are told apart by
//! readers with any common colour vision: PuOr and its purple half
//! (ColorBrewer) for values, the darker ends of it for the two sides of a
//! comparison. Shape or fill says the same again.

use super::scene::{Scene, Shape};
use crate::report::number::thousands;

/// A colour.
pub(super) type Rgb = (u8, u8, u8);

/// Size of the title, px.
pub(super) const TITLE: f64 = 18.0;
/// Size of the line below it.
pub(super) const SUBTITLE: f64 = 12.0;
/// Size of labels and values.
pub(super) const LABEL: f64 = 12.0;
/// Size of counts and ticks.
pub(super) const SMALL: f64 = 10.0;
/// Size of footnotes.
pub(super) const NOTE: f64 = 10.0;

/// Text and main marks.
pub(super) const INK: Rgb = (34, 34, 34);
/// Secondary text (contrast 6.6 : 1 on white).
pub(super) const GREY: Rgb = (92, 92, 92);
/// Lines that may recede.
pub(super) const PALE: Rgb = (168, 168, 168);
/// Grid.
pub(super) const GRID: Rgb = (226, 226, 226);
/// Bands behind data.
pub(super) const BAND: Rgb = (243, 243, 243);
/// Paper.
pub(super) const PAPER: Rgb = (255, 255, 255);
/// More in the target (PuOr purple).
pub(super) const TARGET: Rgb = (84, 39, 136);
/// More in the reference (PuOr orange).
pub(super) const REFERENCE: Rgb = (179, 88, 6);
/// The target where it is not certain.
pub(super) const TARGET_PALE: Rgb = (152, 142, 195);
/// The reference where it is not certain.
pub(super) const REFERENCE_PALE: Rgb = (224, 152, 66);

/// Kinds that stand side by side in a bar: neighbours differ in lightness, so
/// that they part in grey print.
pub(super) const KINDS: [Rgb; 7] =
    [TARGET, (253, 208, 140), REFERENCE, (190, 184, 218), (64, 64, 64), (224, 152, 66), (226, 226, 226)];
/// Lines of several kinds, all dark enough for thin strokes on white.
pub(super) const LINES: [Rgb; 7] =
    [TARGET, REFERENCE, (0, 118, 110), INK, (197, 27, 125), (33, 102, 172), (118, 108, 0)];
/// Dashes that tell the same lines apart in grey: stroke, gap, … px; the first is unbroken.
pub(super) const DASHES: [&[f64]; 6] =
    [&[], &[11.0, 4.0], &[2.5, 3.5], &[14.0, 4.0, 2.5, 4.0], &[6.0, 3.0], &[18.0, 3.5, 6.0, 3.5]];

/// The purple half of PuOr, light to dark.
const RAMP: [Rgb; 5] = [(247, 247, 247), (216, 218, 235), (178, 171, 210), (128, 115, 172), (84, 39, 136)];

/// A colour between two others, `share` of the way.
pub(super) fn mix(from: Rgb, to: Rgb, share: f64) -> Rgb {
    let part = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    (part(from.0, to.0), part(from.1, to.1), part(from.2, to.2))
}

/// Colour of a share of the scale, 0 (light) to 1 (dark).
pub(super) fn ramp(share: f64) -> Rgb {
    let steps = (RAMP.len() - 1) as f64;
    let place = share.clamp(0.0, 1.0) * steps;
    let step = (place.floor() as usize).min(RAMP.len() - 2);
    mix(RAMP[step], RAMP[step + 1], place - step as f64)
}

/// The ink, dark or white, that has more contrast on a ground.
pub(super) fn ink_on(ground: Rgb) -> Rgb {
    if contrast(PAPER, ground) > contrast(INK, ground) { PAPER } else { INK }
}

/// Contrast ratio of two colours, 1 to 21 (WCAG 2).
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance, 0 black to 1 white (WCAG 2).
fn luminance((r, g, b): Rgb) -> f64 {
    let linear = |v: u8| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// A number with fixed decimals, U+2212 as minus, and no minus before zero.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    let digits = format!("{:.*}", decimals, value.abs());
    let zero = digits.chars().all(|c| matches!(c, '0' | '.'));
    if value < 0.0 && !zero { format!("−{digits}") } else { digits }
}

/// A rate: two decimals, fewer from 100 on, `<0.01` below that.
pub(super) fn rate(value: f64) -> String {
    match value {
        v if v > 0.0 && v < 0.005 => "<0.01".into(),
        v if v < 99.5 => fixed(v, 2),
        v => thousands(v.round() as u64),
    }
}

/// A ratio: two decimals, fewer where they mean nothing.
pub(super) fn ratio(value: f64) -> String {
    match value {
        v if v < 0.01 => "<0.01".into(),
        v if v < 9.95 => fixed(v, 2),
        v if v < 99.5 => fixed(v, 1),
        v if v < 1e6 => thousands(v.round() as u64),
        _ => ">1 million".into(),
    }
}

/// A number with its sign, `+0.42` or `−0.42`; `0.00` has none.
pub(super) fn signed(value: f64, decimals: usize) -> String {
    let digits = fixed(value, decimals);
    let zero = digits.chars().all(|c| matches!(c, '0' | '.'));
    if value > 0.0 && !zero { format!("+{digits}") } else { digits }
}

/// A probability: three decimals, `<0.001` below that.
pub(super) fn probability(value: f64) -> String {
    if value < 0.001 { "<0.001".into() } else { fixed(value, 3) }
}

/// File-name part made of an id: ASCII letters, digits and hyphens, with a
/// check number wherever something had to be replaced or cut.
pub(super) fn slug(id: &str) -> String {
    let plain: String = id.chars().take(40).map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let kept = plain == id && !plain.is_empty();
    let simple = plain.to_ascii_lowercase();
    if kept && simple == plain {
        return simple;
    }
    // FNV-1a, 32 bits: stable over versions and machines, and enough to keep names apart.
    let check = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{}-{check:08x}", simple.trim_matches('-'))
}

/// Mark of a value: filled where it is certain, an outline where not; round
/// for the target, a diamond for the reference.
pub(super) fn mark(scene: &mut Scene, (x, y): (f64, f64), radius: f64, color: Rgb, (round, filled): (bool, bool)) {
    let mut draw = |radius: f64, color: Rgb| {
        scene.shapes.push(if round {
            Shape::Disc((x, y), radius, color)
        } else {
            let r = radius * 1.25;
            Shape::Polygon(vec![(x - r, y), (x, y - r), (x + r, y), (x, y + r)], color)
        });
    };
    draw(radius + 1.0, PAPER);
    draw(radius, color);
    if !filled {
        draw(radius - 1.4, PAPER);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_grows_darker_in_grey_print_and_its_texts_can_be_read() {
        let shades: Vec<f64> = (0..=20).map(|i| luminance(ramp(f64::from(i) / 20.0))).collect();
        assert!(shades.windows(2).all(|w| w[1] < w[0]), "{shades:?}");
        for i in 0..=20 {
            let ground = ramp(f64::from(i) / 20.0);
            assert!(contrast(ground, ink_on(ground)) > 3.9, "step {i}");
        }
    }

    #[test]
    fn numbers_are_printed_as_people_read_them() {
        assert_eq!(
            (thousands(7).as_str(), thousands(31_204).as_str(), thousands(1_000_000).as_str()),
            ("7", "31,204", "1,000,000")
        );
        assert_eq!(
            (signed(-0.421, 2).as_str(), signed(0.421, 2).as_str(), signed(-0.001, 2).as_str()),
            ("−0.42", "+0.42", "0.00")
        );
        assert_eq!(
            (rate(0.0).as_str(), rate(0.001).as_str(), rate(3.456).as_str(), rate(1234.5).as_str()),
            ("0.00", "<0.01", "3.46", "1,235")
        );
        assert_eq!(
            (ratio(0.001).as_str(), ratio(12.34).as_str(), ratio(f64::INFINITY).as_str()),
            ("<0.01", "12.3", ">1 million")
        );
        assert_eq!((probability(0.0004).as_str(), probability(0.05).as_str()), ("<0.001", "0.050"));
    }

    #[test]
    fn a_slug_is_safe_as_a_file_name_and_keeps_ids_apart() {
        assert_eq!(slug("shushi-2020"), "shushi-2020");
        let hostile = slug("../../etc/passwd");
        assert!(hostile.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{hostile}");
        assert_ne!(slug("Շուշի"), slug("Ստեփ"));
        assert_ne!(slug("Event"), slug("event"));
        assert!(slug(&"x".repeat(1000)).len() < 60);
    }
}
