//! Typed objects as JSON values, as `serde_json::to_value` makes them, without what no planned object holds.
//!
//! Every object has room for moments, and writing one takes jiff's printers, its parsers and the words of all their
//! errors: 37 of the page's 926 KiB (brotli 11, measured 2026-12-01), which no plan ever runs.

use std::any::type_name;
use std::fmt::Display;

use serde::Serialize;
use serde::ser::{
    Error as _, Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, Serializer,
};
use serde_json::{Error, Map, Number, Value};

/// The value of an object, or what stands against it.
pub(super) fn value_of<T: Serialize + ?Sized>(object: &T) -> Result<Value, Error> {
    if is_never_planned::<T>() {
        return Err(refused(type_name::<T>()));
    }
    object.serialize(Writer)
}

/// Types of k8s-openapi of which a planned object has no value: a moment, and what a cluster reports of an object.
/// Compared by their last letters, because a compiler decides that and then leaves out the code that would write them.
fn is_never_planned<T: ?Sized>() -> bool {
    matches!(
        type_name::<T>().as_bytes(),
        [b'k', b'8', b's', .., b':', b'T', b'i', b'm', b'e']
            | [b'k', b'8', b's', .., b'S', b't', b'a', b't', b'u', b's']
            | [b'k', b'8', b's', .., b'C', b'o', b'n', b'd', b'i', b't', b'i', b'o', b'n']
            | [b'k', b'8', b's', .., b'F', b'i', b'e', b'l', b'd', b's', b'E', b'n', b't', b'r', b'y']
    )
}

#[inline(never)]
fn refused(what: &str) -> Error {
    Error::custom(format_args!("{what} is not written"))
}

#[derive(Clone, Copy)]
struct Writer;

type Written = Result<Value, Error>;

impl Serializer for Writer {
    type Ok = Value;
    type Error = Error;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = Impossible<Value, Error>;
    type SerializeTupleVariant = Impossible<Value, Error>;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Impossible<Value, Error>;

    fn serialize_bool(self, value: bool) -> Written {
        Ok(Value::Bool(value))
    }

    fn serialize_i8(self, value: i8) -> Written {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Written {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Written {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Written {
        Ok(Value::Number(value.into()))
    }

    fn serialize_u8(self, value: u8) -> Written {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Written {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Written {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Written {
        Ok(Value::Number(value.into()))
    }

    fn serialize_f32(self, value: f32) -> Written {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Written {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn serialize_char(self, value: char) -> Written {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Written {
        Ok(Value::String(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Written {
        Ok(Value::Array(value.iter().map(|byte| Value::Number((*byte).into())).collect()))
    }

    fn serialize_none(self) -> Written {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value_of(value)
    }

    fn serialize_unit(self) -> Written {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written {
        value_of(value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        let mut entries = Entries::default();
        entries.put(variant, value_of(value))?;
        Ok(Value::Object(entries.map))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<List, Error> {
        Ok(List(Vec::with_capacity(length.unwrap_or(0))))
    }

    fn serialize_tuple(self, length: usize) -> Result<List, Error> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Error> {
        Err(refused(name))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(refused(name))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries, Error> {
        Ok(Entries::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries, Error> {
        Ok(Entries::default())
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(refused(name))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Written {
        Ok(Value::String(value.to_string()))
    }
}

/// An array while it is written.
struct List(Vec<Value>);

impl List {
    #[inline(never)]
    fn push(&mut self, value: Written) -> Result<(), Error> {
        self.0.push(value?);
        Ok(())
    }
}

impl SerializeSeq for List {
    type Ok = Value;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.push(value_of(value))
    }

    fn end(self) -> Written {
        Ok(Value::Array(self.0))
    }
}

impl SerializeTuple for List {
    type Ok = Value;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.push(value_of(value))
    }

    fn end(self) -> Written {
        Ok(Value::Array(self.0))
    }
}

/// An object while it is written.
#[derive(Default)]
struct Entries {
    map: Map<String, Value>,
    key: String,
}

impl Entries {
    #[inline(never)]
    fn put(&mut self, key: &str, value: Written) -> Result<(), Error> {
        self.map.insert(key.to_owned(), value?);
        Ok(())
    }

    #[inline(never)]
    fn expect_value_of(&mut self, key: Written) -> Result<(), Error> {
        match key? {
            Value::String(key) => self.key = key,
            other => return Err(refused(&other.to_string())),
        }
        Ok(())
    }
}

impl SerializeMap for Entries {
    type Ok = Value;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.expect_value_of(value_of(key))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = std::mem::take(&mut self.key);
        self.put(&key, value_of(value))
    }

    fn end(self) -> Written {
        Ok(Value::Object(self.map))
    }
}

impl SerializeStruct for Entries {
    type Ok = Value;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.put(key, value_of(value))
    }

    fn end(self) -> Written {
        Ok(Value::Object(self.map))
    }
}
