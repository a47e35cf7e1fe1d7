//! A row → its cells, by the names of columns, with nothing made in between.

use serde::ser::{Error as _, Impossible, Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::error::Error;

/// The cells of one row at a time, in the order of the columns.
///
/// A row is a record of texts, numbers, truths and their absence; enumerations
/// without content are texts. Anything else is no cell.
#[derive(Debug)]
pub(super) struct Cells<'c> {
    columns: &'c [&'c str],
    cells: Vec<String>,
    /// Where the next field most likely belongs.
    next: usize,
}

/// That a row is no flat record.
#[derive(Debug)]
pub(super) struct Unfit(String);

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

impl serde::ser::Error for Unfit {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Unfit(message.to_string())
    }
}

impl<'c> Cells<'c> {
    pub(super) fn new(columns: &'c [&'c str]) -> Cells<'c> {
        Cells { columns, cells: vec![String::new(); columns.len()], next: 0 }
    }

    /// Fills the cells from a row; columns that it does not have are empty.
    pub(super) fn fill<R: Serialize>(&mut self, row: &R) -> Result<(), Error> {
        self.cells.iter_mut().for_each(String::clear);
        self.next = 0;
        row.serialize(Row(self)).map_err(|e| Error::new(format!("a row could not be written: {e}")))
    }

    pub(super) fn all(&self) -> &[String] {
        &self.cells
    }

    fn put<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Unfit> {
        let columns = self.columns;
        let place = match columns.get(self.next) {
            Some(expected) if *expected == name => self.next,
            _ => match columns.iter().position(|column| *column == name) {
                Some(place) => place,
                None => return Ok(()),
            },
        };
        self.next = place + 1;
        value.serialize(Cell(&mut self.cells[place]))
    }
}

struct Row<'r, 'c>(&'r mut Cells<'c>);

struct Fields<'r, 'c> {
    cells: &'r mut Cells<'c>,
    key: String,
}

struct Cell<'s>(&'s mut String);

/// Text as a cell. OWASP's list of first characters that spreadsheets run.
fn push_text(text: &str, cell: &mut String) {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        cell.push('\'');
    }
    cell.push_str(text);
}

/// What neither a row nor a cell can be.
macro_rules! unfit {
    ($($name:ident($($kind:ty),*) -> $ok:ty;)*) => {
        $(fn $name(self $(, _: $kind)*) -> Result<$ok, Unfit> {
            Err(Unfit::custom("not a flat record"))
        })*
    };
}

/// What both have in common.
macro_rules! common {
    () => {
        type Ok = ();
        type Error = Unfit;
        type SerializeSeq = Impossible<(), Unfit>;
        type SerializeTuple = Impossible<(), Unfit>;
        type SerializeTupleStruct = Impossible<(), Unfit>;
        type SerializeTupleVariant = Impossible<(), Unfit>;
        type SerializeStructVariant = Impossible<(), Unfit>;

        unfit! {
            serialize_bytes(&[u8]) -> ();
            serialize_unit() -> ();
            serialize_unit_struct(&'static str) -> ();
            serialize_seq(Option<usize>) -> Self::SerializeSeq;
            serialize_tuple(usize) -> Self::SerializeTuple;
            serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
            serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
            serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
        }

        fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Unfit> {
            value.serialize(self)
        }

        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<(), Unfit> {
            Err(Unfit::custom("not a flat record"))
        }
    };
}

impl<'r, 'c> Serializer for Row<'r, 'c> {
    common!();
    type SerializeMap = Fields<'r, 'c>;
    type SerializeStruct = Fields<'r, 'c>;

    unfit! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_str(&str) -> ();
        serialize_none() -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unfit> {
        value.serialize(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields<'r, 'c>, Unfit> {
        Ok(Fields { cells: self.0, key: String::new() })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'r, 'c>, Unfit> {
        Ok(Fields { cells: self.0, key: String::new() })
    }
}

impl SerializeStruct for Fields<'_, '_> {
    type Ok = ();
    type Error = Unfit;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Unfit> {
        self.cells.put(name, value)
    }

    fn end(self) -> Result<(), Unfit> {
        Ok(())
    }
}

// A row within a row is serialised as a map.
impl SerializeMap for Fields<'_, '_> {
    type Ok = ();
    type Error = Unfit;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unfit> {
        self.key.clear();
        key.serialize(Name(&mut self.key))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        self.cells.put(&self.key, value)
    }

    fn end(self) -> Result<(), Unfit> {
        Ok(())
    }
}

/// Numbers as JSON writes them; what JSON has no number for is missing.
macro_rules! numbers {
    ($($name:ident($kind:ty);)*) => {
        $(fn $name(self, number: $kind) -> Result<(), Unfit> {
            self.0.push_str(&number.to_string());
            Ok(())
        })*
    };
}

impl Serializer for Cell<'_> {
    common!();
    type SerializeMap = Impossible<(), Unfit>;
    type SerializeStruct = Impossible<(), Unfit>;

    numbers! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
    }

    unfit! {
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct(&'static str, usize) -> Self::SerializeStruct;
    }

    fn serialize_f32(self, number: f32) -> Result<(), Unfit> {
        self.serialize_f64(f64::from(number))
    }

    fn serialize_f64(self, number: f64) -> Result<(), Unfit> {
        if let Some(number) = serde_json::Number::from_f64(number) {
            self.0.push_str(&number.to_string());
        }
        Ok(())
    }

    fn serialize_char(self, text: char) -> Result<(), Unfit> {
        self.serialize_str(text.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Unfit> {
        push_text(text, self.0);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Unfit> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unfit> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<(), Unfit> {
        self.serialize_str(name)
    }
}

/// A key of a map: a text as it stands.
struct Name<'s>(&'s mut String);

impl Serializer for Name<'_> {
    common!();
    type SerializeMap = Impossible<(), Unfit>;
    type SerializeStruct = Impossible<(), Unfit>;

    unfit! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_none() -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct(&'static str, usize) -> Self::SerializeStruct;
    }

    fn serialize_str(self, text: &str) -> Result<(), Unfit> {
        self.0.push_str(text);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unfit> {
        value.serialize(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::extra::Grouped;
    use crate::text::Position;

    #[derive(serde::Serialize)]
    struct Row {
        number: f64,
        count: Option<u64>,
        text: &'static str,
        position: Position,
        left_out: bool,
    }

    #[test]
    fn cells_are_those_of_json() {
        let row = |number, count, text| Row { number, count, text, position: Position::Lead, left_out: true };
        let columns = ["text", "group", "count", "number", "position", "none"];
        let mut cells = Cells::new(&columns);
        cells.fill(&Grouped { row: row(1e-7, Some(3), "=x"), group: Some("side") }).unwrap();
        assert_eq!(cells.all(), ["'=x", "side", "3", "1e-7", "lead", ""]);
        cells.fill(&row(2.0, None, "y")).unwrap();
        assert_eq!(cells.all(), ["y", "", "", "2.0", "lead", ""]);
        cells.fill(&row(f64::NAN, None, "")).unwrap();
        assert_eq!(cells.all(), ["", "", "", "", "lead", ""]);
        assert!(cells.fill(&[1]).is_err() && cells.fill(&3).is_err());
    }
}
