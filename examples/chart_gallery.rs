//! Draws every chart from made-up rows with 2, 6 and 30 sources:
//! `cargo run --example chart_gallery -- FOLDER`.

use std::error::Error;
use std::path::Path;

use framelens::annotate::Voice;
use framelens::compare::{
    BlameRow, Change, ContrastRow, CoverageRow, FrameRow, Item, MapRow, NameRow, NarrativeRow, ShiftRow, Step, TermRow,
    Timeline, TimelineRow, VoiceRow,
    formula::{Profile, correspondence},
};
use framelens::curate::influence::{InfluenceRow, Kind};
use framelens::report::chart::{
    Caption, Chart, blame, coverage, forest, heatmap, influence, keyness, map, names, narratives, roles, shift,
    timeline, voices,
};

#[path = "../src/report/chart/synthetic.rs"]
mod synthetic;
#[path = "../src/report/chart/synthetic_map.rs"]
mod synthetic_map;
#[path = "../src/report/chart/synthetic_roles.rs"]
mod synthetic_roles;
#[path = "../src/report/chart/synthetic_time.rs"]
mod synthetic_time;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: chart_gallery FOLDER")?;
    std::fs::create_dir_all(&folder)?;
    for (sources, terms, entries) in [(2, 12, 3), (6, 60, 14), (30, 140, 60)] {
        let caption = synthetic::caption(sources);
        let charts = [
            heatmap(&synthetic::frames(sources), "all", &caption)?,
            forest(&synthetic::contrasts(sources), "all", &caption)?,
            influence(&synthetic::influence(sources), "all", &caption)?,
            keyness(&synthetic::terms(terms), "all", "s00", "s01", &caption)?,
            shift(&synthetic::shifts(entries), "all", "f0", "s00", "s01", &caption)?,
        ];
        let cast = synthetic_roles::cast(caption);
        for chart in charts.into_iter().chain(told(sources, &cast)?).flatten() {
            let chart = &chart;
            save(chart, sources, Path::new(&folder))?;
        }
    }
    for (sources, frames) in [(3, 3), (7, 4), (12, 6), (30, 9), (40, 4)] {
        let drawn = map(&synthetic_map::map(sources, frames), "all", &synthetic::caption(sources))?;
        drawn.iter().try_for_each(|chart| save(chart, sources, Path::new(&folder)))?;
    }
    times(Path::new(&folder))?;
    edge(Path::new(&folder))
}

/// Timelines by day, week, month and year, and matrices of coverage, with few and many events.
fn times(folder: &Path) -> Result<(), Box<dyn Error>> {
    for (sources, span, events) in [(2, 40, 0), (2, 60, 4), (6, 400, 8), (6, 30, 30), (30, 2800, 60), (4, 20000, 12)] {
        let caption = synthetic_time::dated(synthetic::caption(sources), events, span);
        let drawn =
            timeline(&synthetic_time::timeline(sources, span), &synthetic_time::coverage(sources, events), &caption)?;
        drawn.iter().try_for_each(|chart| save_as(chart, &format!("timeline-{sources:02}-{span}"), folder))?;
    }
    let caption = synthetic_time::dated(synthetic::caption(8), 8, 2800);
    let drawn = timeline(&synthetic_time::sparse(8, 2800), &[], &caption)?;
    drawn.iter().try_for_each(|chart| save_as(chart, "timeline-08-sparse", folder))?;
    for (sources, events) in [(2, 1), (2, 8), (6, 8), (30, 60), (45, 70)] {
        let caption = synthetic_time::dated(synthetic::caption(sources), events, 2800);
        let drawn = coverage(&synthetic_time::coverage(sources, events), &caption)?;
        drawn.iter().try_for_each(|chart| save_as(chart, &format!("coverage-{sources:02}-{events}"), folder))?;
    }
    let caption = synthetic_time::dated(synthetic::hostile(), 8, 400);
    let drawn = [
        timeline(&synthetic_time::timeline(6, 400), &[], &caption)?,
        coverage(&synthetic_time::coverage(6, 8), &caption)?,
    ];
    drawn.iter().flatten().try_for_each(|chart| save(chart, 99, folder))
}

/// Roles, voices, blame, names and narratives.
fn told(sources: usize, caption: &Caption) -> Result<[Option<Chart>; 5], Box<dyn Error>> {
    Ok([
        roles(&synthetic_roles::narratives(sources), "all", "f0", caption)?,
        voices(&synthetic_roles::voices(sources), "all", caption)?,
        blame(&synthetic_roles::blame(sources), "all", "f0", caption)?,
        names(&synthetic_roles::names(sources), "all", "n0", caption)?,
        narratives(&synthetic_roles::narratives(sources), "all", "s00", caption)?,
    ])
}

/// Hostile names, one common reference, intervals beyond the axis.
fn edge(folder: &Path) -> Result<(), Box<dyn Error>> {
    let caption = synthetic::hostile();
    let mut contrasts = synthetic::contrasts(6);
    contrasts.retain(|r| r.reference == "s05" && ["f0", "f1"].contains(&r.frame.as_str()));
    (contrasts[0].rate_ratio, contrasts[0].ratio_low, contrasts[0].ratio_high) = (Some(300.0), Some(0.001), Some(9e8));
    for chart in
        [heatmap(&synthetic::frames(6), "all", &caption)?, forest(&contrasts, "all", &caption)?].iter().flatten()
    {
        save(chart, 99, folder)?;
    }
    let drawn = map(&synthetic_map::map(6, 4), "all", &caption)?;
    drawn.iter().try_for_each(|chart| save(chart, 99, folder))?;
    for chart in told(6, &synthetic_roles::hostile_cast(caption))?.iter().flatten() {
        save(chart, 99, folder)?;
    }
    Ok(())
}

fn save(chart: &Chart, sources: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    save_as(chart, &format!("{}-{sources:02}", chart.name), folder)
}

fn save_as(chart: &Chart, stem: &str, folder: &Path) -> Result<(), Box<dyn Error>> {
    std::fs::write(folder.join(format!("{stem}.svg")), chart.svg()?)?;
    std::fs::write(folder.join(format!("{stem}.png")), chart.png()?)?;
    println!("{stem}: {}", chart.alt);
    Ok(())
}
