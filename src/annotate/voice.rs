//! Voice: whose words a mention is in.

use super::Mention;
use super::view::{Attribution, View};

/// Whatever the text gives to somebody, quoted or reported, by place.
pub fn attributions(_view: &View<'_>) -> Vec<Attribution> {
    Vec::new()
}

/// Fill voice and speaker of every mention. `actors` are the ids of the study's actors.
pub fn assign(_view: &View<'_>, _attributions: &[Attribution], _actors: &[String], _mentions: &mut [Mention]) {}
