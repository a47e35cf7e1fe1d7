//! `init`: a drafted study loads and runs.

use crate::util::Folder;

fn folder() -> Folder {
    let folder = Folder::new();
    for (day, source) in [(27, "courier"), (28, "herald"), (29, "courier")] {
        let text = format!(
            "title: Day {day}\ndate: 2020-09-{day}\nlanguage: en\n\nThe army of Ruritania crossed into Graustark. Officials in Ruritania said the Ruritanian advance on Graustark goes on."
        );
        folder.file(&format!("press/{source}/{day}.txt"), text);
    }
    folder
}

#[test]
fn a_draft_names_sources_actors_and_events_and_runs_as_it_is() {
    let folder = folder();
    folder.run(&["init", "press"]).with_code(0);
    let study = folder.read("press/framelens.toml");
    assert!(study.contains("id = \"courier\"") && study.contains("id = \"herald\""), "{study}");
    let actors = folder.read("press/actors.toml");
    assert!(actors.contains("en = [\"Ruritania\", \"Ruritanian\"]"), "{actors}");
    assert!(folder.read("press/events.toml").contains("when = \"2020-09-27..2020-09-29\""));
    folder.run(&["compare", "press", "--charts", "none", "--out", "out"]).with_code(0);
    assert!(folder.has("out/events.csv"));
}

#[test]
fn a_study_that_is_there_is_not_overwritten() {
    let folder = folder();
    folder.file("press/actors.toml", "# mine\n");
    let ran = folder.run(&["init", "press"]).with_code(2);
    assert!(ran.err.contains("already there") && ran.err.contains("--force"), "{}", ran.err);
    assert_eq!(folder.read("press/actors.toml"), "# mine\n");
    folder.run(&["init", "press", "--force"]).with_code(0);
}
