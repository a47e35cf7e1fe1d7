//! The tables `[voice]` and `[stance]` of a language pack: grammar as word lists.
//!
//! A language whose `[voice]` table has no words gets no voice, one whose
//! `[stance]` table has none gets no stance.

use super::wordlist::word_lists;

word_lists! {
    /// By which words a text gives its words to somebody.
    VoiceGrammar {
        /// Verbs of saying and thinking with a clause: *said that*, *…, he said*.
        say SAY 0,
        /// Those whose clause needs no *that*, or follows as an infinitive.
        bare BARE 1,
        /// Verbs whose object is somebody's wording too: *denounced the aggression*.
        content CONTENT 2,
        /// Verbs with a person told before the clause: *told parliament that*.
        tell TELL 3,
        /// Verbs that blame: *accused X of attacking*.
        accuse ACCUSE 4,
        /// Verbs that name: *called it an occupation*.
        call CALL 5,
        /// Verbs that introduce a quotation and nothing else: *mentions “…”*.
        cite CITE 6,
        /// Prepositions: *according to*.
        according ACCORDING 7,
        /// Prepositions that report at the head of a sentence, before an actor and a comma: *for Baku,*.
        perhaps PERHAPS 8,
        /// Nouns with a content: *the claim that*, *accusations of*.
        claim CLAIM 9,
        /// Complementizers.
        that THAT 10,
        /// Relative pronouns.
        relative RELATIVE 11,
        /// Conjunctions that open a subordinate clause.
        subordinate SUBORDINATE 12,
        /// Conjunctions that coordinate.
        and AND 13,
        /// Conjunctions that set one clause against another.
        contrast CONTRAST 14,
        /// Auxiliaries.
        auxiliary AUXILIARY 15,
        /// The auxiliary of the passive.
        be BE 16,
        /// Modal verbs.
        modal MODAL 17,
        /// Words that may stand between subject and verb.
        adverb ADVERB 18,
        /// Articles, possessives, demonstratives.
        determiner DETERMINER 19,
        /// Prepositions other than those of possession.
        preposition PREPOSITION 20,
        /// Prepositions that hold a noun phrase together: *of*, *for*.
        of OF 21,
        /// Days and other words of time.
        time TIME 22,
        /// Pronouns for a person named before.
        pronoun PRONOUN 23,
        /// Agencies, outlets, documents: no speakers.
        credit CREDIT 24,
        /// Offices and institutions that speak for their actor: *ministry*.
        official OFFICIAL 25,
        /// Nouns before a title in quotation marks: *newspaper*, *film*.
        title TITLE 26,
        /// The preposition of the one who does: *by*.
        by BY 27,
        /// Finite verbs of everyday use that no other list has.
        verb VERB 28,
        /// Nouns of a view: *in Baku's version*.
        view VIEW 29,
        /// Reflexive pronouns, which are no passive: *s'est plaint*.
        reflexive REFLEXIVE 30,
        /// Verbs whose passive reports without naming anybody: *the need was stressed*.
        stress STRESS 32,
        /// Subjects that name nobody: *it was said*, *on dit*.
        nobody NOBODY 31,
        /// Verbs that name only with *as*: *describe*.
        describe DESCRIBE 33,
        /// What goes with them: *as*.
        as_what AS 34,
        /// Verbs that deny somebody a right, which is no denial of words.
        withhold WITHHOLD 35,
        /// What is withheld: *right*.
        withheld WITHHELD 36,
        /// Words by which an agency names its source: *citing*.
        via VIA 37,
        /// Subjects that say nothing: *nobody*.
        none NONE 40,
        /// Pronouns of things and institutions: *it*.
        neuter NEUTER 41,
        /// What makes a report an aside: *as Aliyev said*.
        like LIKE 39,
        /// Pronouns of the speaker: *I*, *we*.
        first FIRST 38,
        /// Endings of finite verbs.
        verb_endings VERB_ENDINGS 62,
        /// Endings of gerunds and present participles.
        gerund_endings GERUND_ENDINGS 61,
        /// Endings of infinitives that may follow a verb of saying directly.
        infinitive_endings INFINITIVE_ENDINGS 60,
    }
}

word_lists! {
    /// By which words a text says no, perhaps, or that it is somebody's wording.
    StanceGrammar {
        /// Negators of a verb: *not*, *never*; French *pas*, *jamais*.
        not NOT 0,
        /// The particle that goes with them (*ne*); it negates nothing alone.
        particle PARTICLE 1,
        /// Negators of a noun phrase: *no*, *without*, *aucun*.
        no NO 2,
        /// Subjects that negate: *nobody*, *personne*.
        nobody NOBODY 3,
        /// Negators that are none: *not only*, *no doubt*.
        affirm AFFIRM 4,
        /// Words of doubt that a negator turns into certainty: *doubt*, *deny*.
        doubt DOUBT 5,
        /// Verbs of denial.
        deny DENY 6,
        /// Verbs of refusal, which deny accusations but not things.
        reject REJECT 7,
        /// What a refusal must be of to deny: *accusations*, *any*, *talk*.
        rejected REJECTED 8,
        /// Verbs that leave undone: *failed to*, *refrained from*.
        fail FAIL 9,
        /// Adjectives and phrases of distance: *so-called*.
        distant DISTANT 10,
        /// Adverbs of hearsay: *allegedly*.
        hearsay HEARSAY 11,
        /// The auxiliary of hearsay: *aurait*.
        conditional CONDITIONAL 12,
        /// Words that open a condition.
        condition CONDITION 13,
        /// Modal verbs.
        modal MODAL 14,
        /// Verbs and phrases of what is to come: *plans to*, *threatens to*.
        plan PLAN 15,
        /// Nouns of what may be: *threat of*.
        risk RISK 16,
        /// Adjectives of what may be: *possible*.
        possible POSSIBLE 17,
        /// Verbs that keep from happening: *prevent*, *deter*.
        prevent PREVENT 18,
        /// Verbs that make or are what their object names: *launch*, *commit*, *be*.
        light LIGHT 19,
        /// Articles of what is not yet known: *a*, *any*.
        indefinite INDEFINITE 20,
        /// Articles and possessives of what is.
        definite DEFINITE 21,
        /// Infinitive markers: *to*, *de*.
        infinitive INFINITIVE 22,
        /// Prepositions before a gerund or infinitive that negate it: *without*.
        without WITHOUT 23,
        /// Verbs of opinion, through which a negator reaches the clause: *think*.
        opinion OPINION 24,
        /// Nouns of proof, denied with their content: *no evidence of*.
        proof PROOF 25,
        /// Verbs of happening: *there was*, *occurred*.
        happen HAPPEN 26,
        /// Auxiliaries that invert to a condition at the head of a sentence: *had*, *should*.
        inverted INVERTED 27,
        /// Rights and wishes that a denial does not deny: *right to*.
        right RIGHT 28,
        /// Verb before *only*: French *ne … que*.
        only ONLY 29,
        /// Auxiliaries of the passive and perfect.
        auxiliary AUXILIARY 30,
        /// Words that may stand within a verb group.
        adverb ADVERB 31,
        /// *it is false that*, *myth of*.
        untrue UNTRUE 32,
        /// *who calls it*: somebody's name for it.
        named NAMED 33,
        /// Verbs of what is to come even where the act is known: *called for the liberation*.
        demand DEMAND 34,
        /// Endings of participles.
        participle_endings PARTICIPLE_ENDINGS 59,
        /// Endings of the future.
        future_endings FUTURE_ENDINGS 62,
        /// Endings of the conditional.
        conditional_endings CONDITIONAL_ENDINGS 61,
        /// Words with such an ending that are neither.
        future_except FUTURE_EXCEPT 60,
    }
}
