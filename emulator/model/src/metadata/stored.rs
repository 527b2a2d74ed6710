//! Stored forms for types whose own serde form would lose data: decimals, a table's columns.

/// A decimal as text with all of its digits.
pub(super) mod decimal {
    use rust_decimal::Decimal;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub(in crate::metadata) fn serialize<S: Serializer>(
        number: &Decimal,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub(in crate::metadata) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Decimal, D::Error> {
        let digits = String::deserialize(deserializer)?;
        Decimal::from_str_exact(&digits).map_err(D::Error::custom)
    }
}

/// The columns of a table as a list, in their order.
pub(super) mod columns {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    use crate::metadata::column::Column;
    use crate::metadata::table::ColumnsByName;

    pub(in crate::metadata) fn serialize<S: Serializer>(
        columns: &ColumnsByName,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(columns.values())
    }

    pub(in crate::metadata) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<ColumnsByName, D::Error> {
        let mut columns = ColumnsByName::default();
        for column in Vec::<Column>::deserialize(deserializer)? {
            if let Some(column) = columns.insert(column.logical_name.clone(), column) {
                let name = column.logical_name;
                return Err(D::Error::custom(format!("column '{name}' is there twice")));
            }
        }
        Ok(columns)
    }
}
