//! Where tokens stand in their texts.

use std::fs::File;

use super::bytes::{Broken, Decoder};
use super::read::{Unread, section};
use super::{Gaps, Place, Store};
use crate::span::Span;

impl Store {
    /// Where every token of a document stands in its text as read, so that a hit
    /// can be shown in the text.
    ///
    /// # Errors
    /// If the store's file is gone or has been altered since it was opened.
    pub fn places(&self, document: usize) -> Result<Vec<Place>, Unread> {
        let table = &self.documents;
        let number = |list: &[u32]| list.get(document).map(|&n| n as usize).ok_or(Unread::Damaged);
        let language = self.languages.get(number(&table.languages)?).ok_or(Unread::Damaged)?;
        let shard = language.shards.get(number(&table.shards)?).ok_or(Unread::Damaged)?;
        let place = number(&table.places)?;
        let (starts, bytes) = match &shard.gaps {
            Gaps::Here { starts, bytes } => (starts.clone(), bytes.clone()),
            Gaps::File { path, section: at } => {
                let read = section(&mut File::open(path)?, at)?;
                let mut decoder = Decoder::new(&read);
                (decoder.list()?, decoder.raw()?.to_owned())
            }
        };
        let between = |list: &[u32]| Some(*list.get(place)? as usize..*list.get(place + 1)? as usize);
        let (tokens, gaps) = between(&shard.starts).zip(between(&starts)).ok_or(Unread::Damaged)?;
        let mut decoder = Decoder::new(bytes.get(gaps).ok_or(Unread::Damaged)?);
        let words = tokens.map(|at| {
            let ty = shard.code(at).and_then(|code| shard.types.get(code)).ok_or(Broken)?;
            Ok(language.types.surfaces.get(*ty as usize))
        });
        let places: Result<Vec<Place>, Broken> = walk(words, &mut decoder).collect();
        Ok(places?)
    }
}

/// Gap by gap and word by word through a text.
fn walk<'w>(
    words: impl Iterator<Item = Result<&'w str, Broken>>,
    gaps: &mut Decoder<'_>,
) -> impl Iterator<Item = Result<Place, Broken>> {
    let (mut byte, mut point) = (0i64, 0i64);
    words.map(move |word| {
        let word = word?;
        let gap = gaps.short()?;
        let zigzag = gap >> 1;
        let bytes = (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64);
        let points = if gap & 1 == 1 { i64::try_from(gaps.short()?).map_err(|_| Broken)? } else { bytes };
        let length = |n: usize| i64::try_from(n).map_err(|_| Broken);
        let start = (byte.checked_add(bytes).ok_or(Broken)?, point.checked_add(points).ok_or(Broken)?);
        let number = |n: i64| u32::try_from(n).map_err(|_| Broken);
        let first = (number(start.0)?, number(start.1)?);
        (byte, point) = (start.0 + length(word.len())?, start.1 + length(word.chars().count())?);
        Ok(Place { span: Span { start: first.0, end: number(byte)? }, start: first.1, end: number(point)? })
    })
}
