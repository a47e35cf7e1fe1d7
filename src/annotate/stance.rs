//! Stance: how the text stands to what it says.
//!
//! Every mention is asked, in this order: is it *distanced* by a word of its own
//! noun phrase or by scare quotes, *negated*, *distanced* by the conditional of
//! hearsay, *hypothetical*? What asks is the grammar around the cue (`scope`): the
//! verb group it stands in, the noun phrase it belongs to with what governs that,
//! the verb that reports it. A negation elsewhere in the sentence does not count,
//! nor does one over a verb that presupposes its object (*did not mention the
//! occupation*). Which words do what is data of the language pack
//! ([`StanceGrammar`](crate::text::grammar::StanceGrammar)).

use super::view::Attribution;
use super::voice::quotation::Quote;
use super::voice::{self, Clauses};
use super::{Mention, Stance};

mod scope;

/// Fill the stance of every mention.
pub fn assign(clauses: &Clauses<'_, '_>, quotes: &[Quote], attributions: &[Attribution], mentions: &mut [Mention]) {
    let words = clauses.view.pack.stance.words();
    if words.is_empty() || mentions.is_empty() {
        return;
    }
    let scare = voice::scare_quotes(clauses, quotes, attributions);
    let scopes = scope::Scopes::new(clauses, words, attributions);
    for mention in mentions {
        let marked = scare.iter().any(|q| q.start < mention.tokens.end && mention.tokens.start < q.end);
        mention.stance = Some(if marked { Stance::Distanced } else { scopes.stance(mention) });
    }
}
