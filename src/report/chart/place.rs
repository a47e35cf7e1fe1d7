//! Places labels next to points so that nothing covers anything.

use super::scene::{Bounds, Label};
use super::text;

/// Directions that are tried, and distances from the point in px.
const ANGLES: usize = 24;
const RADII: [f64; 9] = [6.0, 15.0, 22.0, 31.0, 42.0, 57.0, 76.0, 100.0, 130.0];
/// Distance beyond which a line leads back to the point, px.
const LEADER: f64 = 8.5;
/// Half the room of a mark, px.
const MARK: f64 = 4.0;

/// A label that found its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    /// Which of the wanted labels.
    pub index: usize,
    /// Left end of its baseline.
    pub at: (f64, f64),
    /// The line back to the point, where the label stands apart from it.
    pub leader: Option<((f64, f64), (f64, f64))>,
}

/// A label in search of a place.
pub(super) struct Wanted<'a> {
    /// The words.
    pub text: &'a str,
    /// Bold or regular.
    pub bold: bool,
    /// The point that it belongs to.
    pub point: (f64, f64),
}

/// Places labels greedily, the first ones first: nearest distance first, then
/// the direction away from the middle of the field. Those without a free place
/// are left out.
pub(super) fn place(wanted: &[Wanted], obstacles: &[Bounds], field: Bounds, size: f64) -> Vec<Placed> {
    let mut taken: Vec<Bounds> = vec![];
    let mut leaders: Vec<((f64, f64), (f64, f64))> = vec![];
    let mut placed = vec![];
    for (index, label) in wanted.iter().enumerate() {
        let width = text::width(label.text, size, label.bold);
        let free = candidates(label.point, width, size, field).into_iter().find_map(|bounds| {
            let leader = leader(label.point, &bounds);
            // Two labels in a line must not read as one phrase.
            let room = Bounds { left: bounds.left - 7.0, right: bounds.right + 7.0, ..bounds.grown(1.5) };
            let clear = field.contains(&bounds)
                && !taken.iter().any(|t| t.overlaps(&room))
                && !obstacles.iter().any(|o| o.overlaps(&bounds))
                && (leader.is_some() || belongs(label.point, &bounds, obstacles))
                && !leaders.iter().any(|l| crosses(*l, &bounds.grown(1.5)))
                && leader.is_none_or(|l| {
                    !taken.iter().any(|t| crosses(l, t))
                        && !leaders.iter().any(|other| cut(l, *other))
                        && !wanted.iter().any(|w| passes(l, w.point))
                });
            clear.then_some((bounds, leader))
        });
        if let Some((bounds, leader)) = free {
            taken.push(bounds);
            leaders.extend(leader);
            placed.push(Placed { index, at: (bounds.left, bounds.bottom - super::scene::DESCENT * size), leader });
        }
    }
    placed
}

/// Places around a point, best first.
fn candidates((x, y): (f64, f64), width: f64, size: f64, field: Bounds) -> Vec<Bounds> {
    let bounds = Label::new("", (0.0, 0.0), size, super::style::INK).bounds();
    let height = bounds.bottom - bounds.top;
    let outward = if x < (field.left + field.right) / 2.0 { std::f64::consts::PI } else { 0.0 };
    let mut all = vec![];
    for radius in RADII {
        for step in 0..ANGLES {
            // Outward first, then alternating to both sides of it.
            let turn = step.div_ceil(2) as f64 * if step % 2 == 0 { 1.0 } else { -1.0 };
            let angle = outward + turn * std::f64::consts::TAU / ANGLES as f64;
            let middle = (x + angle.cos() * (radius + width / 2.0), y - angle.sin() * (radius + height / 2.0));
            let (left, top) = (middle.0 - width / 2.0, middle.1 - height / 2.0);
            all.push(Bounds { left, top, right: left + width, bottom: top + height });
        }
    }
    all
}

/// The line from a label back to its point, if it stands apart.
fn leader(point: (f64, f64), bounds: &Bounds) -> Option<((f64, f64), (f64, f64))> {
    let near = bounds.grown(-1.0).nearest(point);
    let distance = (near.0 - point.0).hypot(near.1 - point.1);
    (distance > LEADER).then_some((point, bounds.nearest(point)))
}

/// Whether no other obstacle is nearer to a label than its own point, so that
/// the label can do without a line.
fn belongs(point: (f64, f64), bounds: &Bounds, obstacles: &[Bounds]) -> bool {
    let distance = |(x, y): (f64, f64)| {
        let near = bounds.nearest((x, y));
        (near.0 - x).hypot(near.1 - y)
    };
    let own = distance(point);
    let middle = |o: &Bounds| ((o.left + o.right) / 2.0, (o.top + o.bottom) / 2.0);
    obstacles.iter().map(|o| distance(middle(o))).all(|other| other >= own)
}

/// Whether a leader runs over the mark of another point, as if it began there.
fn passes(leader: ((f64, f64), (f64, f64)), (x, y): (f64, f64)) -> bool {
    let mark = Bounds { left: x - MARK, top: y - MARK, right: x + MARK, bottom: y + MARK };
    let own = (leader.0.0 - x).hypot(leader.0.1 - y) < MARK;
    !own && crosses(leader, &mark)
}

/// Whether two segments cut each other; sharing an end is not cutting.
fn cut(a: ((f64, f64), (f64, f64)), b: ((f64, f64), (f64, f64))) -> bool {
    let side = |p: (f64, f64), q: (f64, f64), r: (f64, f64)| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a.0, a.1, b.0) * side(a.0, a.1, b.1) < 0.0 && side(b.0, b.1, a.0) * side(b.0, b.1, a.1) < 0.0
}

/// Whether a segment runs through a rectangle.
fn crosses(line: ((f64, f64), (f64, f64)), b: &Bounds) -> bool {
    let inside = |(x, y): (f64, f64)| x > b.left && x < b.right && y > b.top && y < b.bottom;
    inside(line.0)
        || inside(line.1)
        || cut(line, ((b.left, b.top), (b.right, b.bottom)))
        || cut(line, ((b.left, b.bottom), (b.right, b.top)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_off_each_other_and_off_the_points() {
        let field = Bounds { left: 0.0, top: 0.0, right: 400.0, bottom: 300.0 };
        let points: Vec<(f64, f64)> =
            (0..20).map(|i| (200.0 + f64::from(i % 5) * 14.0, 150.0 + f64::from(i / 5) * 12.0)).collect();
        let wanted: Vec<Wanted> =
            points.iter().map(|&point| Wanted { text: "occupation", bold: false, point }).collect();
        let obstacles: Vec<Bounds> = points
            .iter()
            .map(|p| Bounds { left: p.0 - 3.0, top: p.1 - 3.0, right: p.0 + 3.0, bottom: p.1 + 3.0 })
            .collect();
        let placed = place(&wanted, &obstacles, field, 11.0);
        let boxes: Vec<Bounds> =
            placed.iter().map(|p| Label::new("occupation", p.at, 11.0, super::super::style::INK).bounds()).collect();
        assert!(placed.len() >= 9, "{}", placed.len());
        for (i, b) in boxes.iter().enumerate() {
            assert!(field.grown(0.01).contains(b));
            assert!(obstacles.iter().all(|o| !o.overlaps(b)));
            assert!(boxes[..i].iter().all(|other| !other.overlaps(b)));
        }
    }

    #[test]
    fn a_segment_through_a_rectangle_crosses_it() {
        let b = Bounds { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };
        assert!(crosses(((-5.0, 5.0), (15.0, 5.0)), &b));
        assert!(!crosses(((-5.0, 12.0), (15.0, 12.0)), &b));
    }
}
