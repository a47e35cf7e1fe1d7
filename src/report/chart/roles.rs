//! Who does it to whom: agents × patients of one frame, source by source.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::scene::{Align, Bounds, Label, Scene};
use super::sheet::{self, Sheet};
use super::style::{self, GREY, GRID, INK, LABEL, SMALL};
use super::{Caption, Chart, heatmap, text};
use crate::Error;
use crate::compare::NarrativeRow;
use crate::report::number;

/// Most sources that one picture holds, and most actors with a row of their own.
const MOST_SOURCES: usize = 12;
const MOST_ACTORS: usize = 6;
/// Height of a cell, its smallest width, widest name of an agent and of a patient, px.
const ROW: f64 = 24.0;
const COLUMN: f64 = 34.0;
const AGENT: f64 = 190.0;
const PATIENT: f64 = 120.0;
/// Space before the unsaid, between panels, and the width that panels share, px.
const APART: f64 = 4.0;
const GAP: (f64, f64) = (30.0, 26.0);
const WIDTH: f64 = 1120.0;
/// Height of the two lines over a panel, and its smallest width, px.
const TITLE: f64 = 34.0;
const NARROWEST: f64 = 230.0;

/// Draws who is presented as doing it (rows) to whom (columns) in one frame and
/// event of `narratives.csv`: a matrix for each source, all on one scale.
///
/// A cell holds the number of mentions, and is darker the larger their share of
/// the source's mentions of the frame. A mention with several actors counts in
/// each of their cells. The last row and column are what the text leaves
/// unsaid. At most 12 sources (those with most mentions) and 6 actors are
/// drawn; the footnote names the rest.
///
/// `None` if no mention of the frame names an actor.
///
/// # Errors
/// Only if the chart cannot be laid out, which no known input causes.
pub fn roles(rows: &[NarrativeRow], event: &str, frame: &str, caption: &Caption) -> Result<Option<Chart>, Error> {
    let plan = Plan::new(rows, event, frame, caption);
    if plan.actors.is_empty() {
        return Ok(None);
    }
    let name = text::phrase(frame, caption);
    let sheet = Sheet {
        name: sheet::name("roles", event, &[frame]),
        title: format!("{name}: who does it to whom, in each source?"),
        subtitle: format!(
            "{} Rows: who is presented as doing it; columns: to whom. Numbers: mentions; darker is a larger share \
             of the source’s mentions.",
            sheet::setting(event, caption)
        ),
        notes: plan.notes(caption),
        alt: plan.alt(&name, caption),
    };
    Ok(Some(sheet.assemble(plan.draw(caption))))
}

/// Where an actor stands: his place, or the last but one for others, or the last for nobody.
type Place = usize;

/// One source.
struct Panel<'a> {
    source: &'a str,
    mentions: u64,
    cells: BTreeMap<(Place, Place), u64>,
}

struct Plan<'a> {
    /// Actors with a row, those with most mentions first.
    actors: Vec<&'a str>,
    /// Actors without one.
    others: Vec<&'a str>,
    panels: Vec<Panel<'a>>,
    known: usize,
    event: &'a str,
    frame: &'a str,
}

/// Ids of a cell of several actors.
fn ids(cell: &Option<String>) -> impl Iterator<Item = &str> {
    cell.as_deref().into_iter().flat_map(|ids| ids.split(';'))
}

impl<'a> Plan<'a> {
    fn new(rows: &'a [NarrativeRow], event: &'a str, frame: &'a str, caption: &Caption) -> Self {
        let rows: Vec<&NarrativeRow> = rows.iter().filter(|r| r.event == event && r.frame == frame).collect();
        let mut sources: BTreeMap<&str, u64> = BTreeMap::new();
        rows.iter().for_each(|r| *sources.entry(&r.source).or_default() += r.mentions);
        let known = sources.len();
        let mut sources: Vec<(&str, u64)> = sources.into_iter().collect();
        sources.sort_by_key(|s| Reverse(s.1));
        sources.truncate(MOST_SOURCES);
        let drawn: BTreeSet<&str> = sources.iter().map(|s| s.0).collect();
        let rows: Vec<&NarrativeRow> = rows.into_iter().filter(|r| drawn.contains(r.source.as_str())).collect();
        let mut actors: BTreeMap<&str, u64> = BTreeMap::new();
        for row in &rows {
            ids(&row.agent).chain(ids(&row.patient)).for_each(|id| *actors.entry(id).or_default() += row.mentions);
        }
        let mut actors: Vec<(&str, u64)> = actors.into_iter().collect();
        actors.sort_by_key(|a| (Reverse(a.1), text::label(a.0, &caption.of_actors())));
        let mut actors: Vec<&str> = actors.into_iter().map(|a| a.0).collect();
        let others = actors.split_off(actors.len().min(MOST_ACTORS));
        let mut plan = Plan { actors, others, panels: Vec::new(), known, event, frame };
        for (source, mentions) in sources {
            let mut cells: BTreeMap<(Place, Place), u64> = BTreeMap::new();
            for row in rows.iter().filter(|r| r.source == source) {
                for agent in plan.places(&row.agent) {
                    for patient in plan.places(&row.patient) {
                        *cells.entry((agent, patient)).or_default() += row.mentions;
                    }
                }
            }
            plan.panels.push(Panel { source, mentions, cells });
        }
        plan
    }

    /// The places of a cell's actors, each once.
    fn places(&self, cell: &Option<String>) -> BTreeSet<Place> {
        let place = |id: &str| self.actors.iter().position(|a| *a == id).unwrap_or(self.actors.len());
        let named: BTreeSet<Place> = ids(cell).map(place).collect();
        if named.is_empty() { [self.side() - 1].into() } else { named }
    }

    /// Rows of a panel: actors, others if there are any, the unsaid. Others keep their place.
    fn side(&self) -> usize {
        self.actors.len() + 2
    }

    fn shown(&self) -> impl Iterator<Item = Place> + Clone + '_ {
        (0..self.side()).filter(|&i| i != self.actors.len() || !self.others.is_empty())
    }

    /// A cell in words.
    fn hint(&self, panel: &Panel, (agent, patient): (Place, Place), mentions: u64, caption: &Caption) -> String {
        let name = |place: Place| match self.actors.get(place) {
            Some(actor) => text::actor(actor, caption),
            None if place == self.actors.len() => "another actor".to_owned(),
            None => "unsaid".to_owned(),
        };
        let (source, count) = (text::label(panel.source, caption), number::counted(mentions, "mention"));
        format!("{source}: who does it: {}; to whom: {}: {count}", name(agent), name(patient))
    }

    /// What a cell counts; nothing where other actors are taken together.
    fn opens<'p>(&'p self, panel: &Panel<'p>, (agent, patient): (Place, Place)) -> Vec<(&'static str, &'p str)> {
        let id = |place: Place| match self.actors.get(place) {
            Some(actor) => Some(*actor),
            None => (place > self.actors.len()).then_some(""),
        };
        let (Some(agent), Some(patient)) = (id(agent), id(patient)) else { return Vec::new() };
        vec![
            ("event", self.event),
            ("source", panel.source),
            ("frame", self.frame),
            ("agent", agent),
            ("patient", patient),
        ]
    }

    /// Share of a source's mentions in a cell, percent.
    fn percent(panel: &Panel, mentions: u64) -> f64 {
        100.0 * mentions as f64 / panel.mentions.max(1) as f64
    }

    fn top(&self) -> f64 {
        let all = self.panels.iter().flat_map(|p| p.cells.values().map(|&n| Self::percent(p, n)));
        all.fold(0.0, f64::max)
    }

    fn notes(&self, caption: &Caption) -> Vec<String> {
        let mentions: u64 = self.panels.iter().map(|p| p.mentions).sum();
        let mut notes = vec![format!(
            "n = {}, of every voice and stance. A mention that names several actors counts in each of their cells. \
             Unsaid: the sentence names none of the study’s actors in that role.",
            number::counted(mentions, "mention")
        )];
        if self.panels.len() < self.known {
            notes.push(format!(
                "Shown: {} of {} sources (most mentions); narratives.csv has all.",
                self.panels.len(),
                self.known
            ));
        }
        if !self.others.is_empty() {
            let cast = caption.of_actors();
            let names: Vec<String> = self.others.iter().take(12).map(|id| text::phrase(id, &cast)).collect();
            let more = if self.others.len() > 12 { " and more" } else { "" };
            notes.push(format!("Others: {}{more}.", names.join(", ")));
        }
        notes.extend(sheet::lexicon(caption));
        notes
    }

    fn alt(&self, name: &str, caption: &Caption) -> String {
        let mut alt = format!("Matrices of agents and patients of the frame {name} in {} sources.", self.panels.len());
        let said = |cell: &(Place, Place)| cell.0 < self.actors.len() && cell.1 < self.actors.len();
        let all = self.panels.iter().flat_map(|p| p.cells.iter().map(move |(cell, n)| (p, cell, *n)));
        if let Some((panel, cell, n)) = all.filter(|(_, cell, _)| said(cell)).max_by_key(|(_, _, n)| *n) {
            let cast = caption.of_actors();
            alt.push_str(&format!(
                " The most frequent said in full: {} to {} in {}, {} of {}.",
                text::phrase(self.actors[cell.0], &cast),
                text::phrase(self.actors[cell.1], &cast),
                text::phrase(panel.source, caption),
                n,
                number::counted(panel.mentions, "mention")
            ));
        }
        alt
    }

    fn draw(&self, caption: &Caption) -> Scene {
        let (agents, patients) = (self.names(caption, AGENT), self.names(caption, PATIENT));
        let grid = Grid::new(self, &agents, &patients);
        let across = ((WIDTH - grid.left + GAP.0) / (grid.width + GAP.0)).floor().clamp(1.0, 4.0) as usize;
        let titles = text::names(self.panels.iter().map(|p| p.source), caption, LABEL, grid.width - 4.0);
        let mut scene = Scene::default();
        let top = self.top();
        for (i, panel) in self.panels.iter().enumerate() {
            let x = grid.left + (i % across) as f64 * (grid.width + GAP.0);
            let y = (i / across) as f64 * (grid.height + GAP.1);
            if i % across == 0 {
                grid.agents(&mut scene, &agents, y);
            }
            scene.text(Label::new(&*titles[panel.source], (x, y + LABEL), LABEL, INK));
            scene.text(Label::new(number::counted(panel.mentions, "mention"), (x, y + 26.0), SMALL, GREY));
            grid.patients(&mut scene, &patients, (x, y));
            grid.cells(&mut scene, self, panel, (x, y), (top, caption));
            scene.width = scene.width.max(x + grid.width);
            scene.height = scene.height.max(y + grid.height);
        }
        let y = scene.height + 18.0;
        heatmap::scale(&mut scene, y, top, "percent of the source’s mentions (square-root scale)");
        scene.height = y + 30.0;
        scene
    }

    /// Name of every place that is shown, each at most `most` px wide.
    fn names(&self, caption: &Caption, most: f64) -> Vec<String> {
        let cast = caption.of_actors();
        let short = text::names(self.actors.iter().copied(), &cast, LABEL, most);
        let name = |place: Place| match self.actors.get(place) {
            Some(id) => short[id].clone(),
            None if place == self.actors.len() => "others".into(),
            None => "unsaid".into(),
        };
        self.shown().map(name).collect()
    }
}

/// Measures of the panels.
struct Grid {
    left: f64,
    width: f64,
    height: f64,
    column: f64,
    head: f64,
}

impl Grid {
    fn new(plan: &Plan, agents: &[String], patients: &[String]) -> Self {
        let counts = plan.panels.iter().flat_map(|p| p.cells.values().map(|&n| crate::report::number::thousands(n)));
        let column = (text::widest(counts, LABEL, false) + 8.0).max(COLUMN);
        let head = TITLE + text::widest(patients, LABEL, false) + 8.0;
        let corner = text::width("who does it ↓", SMALL, false);
        Grid {
            left: text::widest(agents, LABEL, false).max(corner) + 12.0,
            width: (agents.len() as f64 * column + APART).max(NARROWEST),
            height: head + agents.len() as f64 * ROW + APART,
            column,
            head,
        }
    }

    /// How far the unsaid, which is last, stands apart.
    fn apart(i: usize, names: usize) -> f64 {
        if i + 1 == names { APART } else { 0.0 }
    }

    /// Names of the rows, left of the first panel of a line.
    fn agents(&self, scene: &mut Scene, names: &[String], y: f64) {
        let right = self.left - 8.0;
        let corner =
            |words: &str, up: f64| Label::new(words, (right, y + self.head - up), SMALL, GREY).align(Align::Right);
        scene.text(corner("to whom →", 18.0));
        scene.text(corner("who does it ↓", 5.0));
        for (i, name) in names.iter().enumerate() {
            let last = i + 1 == names.len();
            let at = (right, y + self.head + i as f64 * ROW + Self::apart(i, names.len()) + 16.0);
            scene.text(Label::new(name, at, LABEL, if last { GREY } else { INK }).align(Align::Right));
        }
    }

    /// Names of the columns, over a panel.
    fn patients(&self, scene: &mut Scene, names: &[String], (x, y): (f64, f64)) {
        for (i, name) in names.iter().enumerate() {
            let last = i + 1 == names.len();
            let center = x + (i as f64 + 0.5) * self.column + Self::apart(i, names.len());
            let at = (center + LABEL * 0.36, y + self.head - 5.0);
            scene.text(Label::new(name, at, LABEL, if last { GREY } else { INK }).upright());
        }
    }

    fn cells(
        &self,
        scene: &mut Scene,
        plan: &Plan,
        panel: &Panel,
        (x, y): (f64, f64),
        (top, caption): (f64, &Caption),
    ) {
        let places: Vec<Place> = plan.shown().collect();
        for (i, agent) in places.iter().enumerate() {
            for (j, patient) in places.iter().enumerate() {
                let left = x + j as f64 * self.column + Self::apart(j, places.len());
                let cell_top = y + self.head + i as f64 * ROW + Self::apart(i, places.len());
                let (right, bottom) = (left + self.column - 1.0, cell_top + ROW - 1.0);
                let area = Bounds { left, top: cell_top, right, bottom };
                let Some(&n) = panel.cells.get(&(*agent, *patient)) else {
                    scene.area((left, cell_top), (right - left, bottom - cell_top), style::BAND);
                    continue;
                };
                let ground = style::ramp(heatmap::share(Plan::percent(panel, n), top));
                scene.area((area.left, area.top), (right - left, bottom - cell_top), GRID);
                scene.area((left + 0.75, cell_top + 0.75), (right - left - 1.5, bottom - cell_top - 1.5), ground);
                let at = ((left + right) / 2.0, cell_top + ROW / 2.0 + LABEL * 0.36 - 0.5);
                scene.text(
                    Label::new(crate::report::number::thousands(n), at, LABEL, style::ink_on(ground))
                        .align(Align::Center),
                );
                scene.hint(
                    area,
                    plan.hint(panel, (*agent, *patient), n, caption),
                    &plan.opens(panel, (*agent, *patient)),
                );
            }
        }
    }
}
