use framelens::corpus::{ReadOptions, read};
use framelens::event::discover::{Options, gather::Gatherer};
use framelens::text::LanguagePacks;
use std::sync::Arc;
fn main() {
    let arg: Vec<String> = std::env::args().collect();
    let threshold: f64 = arg.get(1).and_then(|t| t.parse().ok()).unwrap_or(framelens::event::discover::THRESHOLD);
    let packs = Arc::new(LanguagePacks::bundled());
    let g = Gatherer::new(packs.clone(), None);
    let o = ReadOptions { months: packs.months(), ..Default::default() };
    let t = std::time::Instant::now();
    read::read_each(&[arg.get(2).map_or("-", |s| s).into()], &o, &|_, d| {
        g.take(&d);
    })
    .unwrap();
    eprintln!("read {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let r = g.find(&Options { threshold, ..Options::default() }).unwrap();
    eprintln!("find {:?} {} events", t.elapsed(), r.events.len());
    for f in &r.events {
        for (m, c) in &f.members {
            println!("{}\t{}\t{:.3}\t{}", r.sketches[*m].id, f.id, c, f.label);
        }
    }
}
