//! Voices: whose words the mentions of a frame are.

use std::collections::BTreeMap;

use super::VoiceRow;
use super::formula::rounded;
use super::pairs::Scope;
use super::parts::cells;
use crate::annotate::Voice;
use crate::tally::Tally;

/// One row for every speaker and voice of a frame in a cell; the shares of a
/// frame sum to 1.
///
/// Empty where no mention of the whole tally is told a voice. Where only some
/// are (a language without rules), the others are rows without a voice.
pub fn voices(tally: &Tally, scopes: &[Scope]) -> Vec<VoiceRow> {
    if tally.documents.iter().flat_map(|d| &d.speakers).all(|s| s.voice.is_none()) {
        return Vec::new();
    }
    let mut rows = Vec::new();
    for (event, source, cell) in cells(tally, scopes) {
        let mut frames: BTreeMap<u32, u64> = BTreeMap::new();
        let mut counts: BTreeMap<(u32, Option<u32>, Option<Voice>), u64> = BTreeMap::new();
        for count in cell.documents.iter().flat_map(|d| &d.speakers) {
            *frames.entry(count.frame).or_default() += count.mentions;
            *counts.entry(count.key()).or_default() += count.mentions;
        }
        rows.extend(counts.into_iter().map(|((frame, speaker, voice), mentions)| VoiceRow {
            event: event.clone(),
            source: source.clone(),
            frame: tally.frames[frame as usize].clone(),
            speaker: speaker.map(|s| tally.speakers[s as usize].clone()),
            voice,
            mentions,
            share: rounded(mentions as f64 / frames[&frame] as f64),
        }));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::pairs::scopes;
    use super::super::sample::{Draft, document};
    use super::*;

    #[test]
    fn every_speaker_has_a_share_of_the_frame() {
        let tally = Draft::frames(&["force"])
            .add(document("1", "a", 100).says("force", &[], &[], 3).voiced(Some(Voice::Own), None))
            .add(document("2", "a", 100).says("force", &[], &[], 1).voiced(Some(Voice::Quoted), None).speaker("arx"))
            .add(document("3", "b", 100).says("force", &[], &[], 1))
            .tally();
        let rows = voices(&tally, &scopes(&tally));

        let shown: Vec<_> =
            rows.iter().map(|r| (&*r.source, r.speaker.as_deref(), r.voice, r.mentions, r.share)).collect();
        assert_eq!(
            shown,
            [
                ("a", None, Some(Voice::Own), 3, Some(0.75)),
                ("a", Some("arx"), Some(Voice::Quoted), 1, Some(0.25)),
                ("b", None, None, 1, Some(1.0)),
            ]
        );
    }

    #[test]
    fn no_voice_is_no_table() {
        let tally = Draft::frames(&["force"]).add(document("1", "a", 100).mention("force", "attack", 2)).tally();
        assert_eq!(voices(&tally, &scopes(&tally)), []);
    }
}
