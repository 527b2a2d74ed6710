//! What solutions say of images beside their columns: which one stands for a row, and which are kept in full size.

use super::text_of;
use crate::complex::Complex;
use crate::complex::metadata::IMAGE;
use crate::solution::SolutionTable;
use crate::solution::error::SolutionError;
use crate::solution::reading::Part;
use crate::value::Value;
use crate::xml::Element;

/// A list of what is said of images.
struct List {
    name: &'static str,
    item: &'static str,
    /// The element with the image's logical name.
    column: &'static str,
    /// The element with the value; without one it is true.
    value: Option<&'static str>,
    /// The member that it is about.
    member: &'static str,
}

/// The element with the logical name of the image's table.
const TABLE: &str = "parententitylogicalname";

const LISTS: [List; 2] = [
    List {
        name: "EntityImageConfigs",
        item: "EntityImageConfig",
        column: "primaryimageattribute",
        value: None,
        member: "IsPrimaryImage",
    },
    List {
        name: "AttributeImageConfigs",
        item: "AttributeImageConfig",
        column: "attributelogicalname",
        value: Some("canstorefullimage"),
        member: "CanStoreFullImage",
    },
];

/// What is said of one image.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::solution) struct ImageSetting {
    table: String,
    column: String,
    member: &'static str,
    value: bool,
}

/// Whether an element is a list of what is said of images.
pub(in crate::solution) fn is_list(name: &str) -> bool {
    LISTS.iter().any(|list| list.name == name)
}

/// Reads an item of such a list; `None` for another element.
pub(in crate::solution) fn read(
    part: &mut Part<'_>,
) -> Result<Option<ImageSetting>, SolutionError> {
    let Some(list) = LISTS.iter().find(|list| list.item == part.element.name) else {
        return Ok(None);
    };
    part.skip_other_than(|name| name == TABLE || name == list.column || list.value == Some(name));
    let value = match list.value {
        Some(name) => part.flag(name, &part.demanded(name)?)?,
        None => true,
    };
    Ok(Some(ImageSetting {
        table: part.demanded(TABLE)?,
        column: part.demanded(list.column)?,
        member: list.member,
        value,
    }))
}

impl ImageSetting {
    /// Says it in the definition of the image, if the solution has that.
    pub(in crate::solution) fn apply(&self, tables: &mut [SolutionTable]) {
        let is = |definition: &Complex, name: &str| {
            let known = text_of(definition, "LogicalName").unwrap_or_default();
            known.eq_ignore_ascii_case(name)
        };
        for table in tables {
            if !is(&table.definition, &self.table) {
                continue;
            }
            for column in &mut table.columns {
                let definition = &mut column.definition;
                if definition.kind() == &IMAGE && is(definition, &self.column) {
                    *definition = definition.clone().with(self.member, self.value);
                }
            }
        }
    }
}

/// The lists for the images of these tables; none that would be empty.
pub(in crate::solution) fn write(tables: &[SolutionTable]) -> Vec<Element> {
    let lists = LISTS.iter().map(|list| {
        let mut element = Element::new(list.name);
        for table in tables {
            let images = table.columns.iter().map(|column| &column.definition);
            let said = |image: &&Complex| {
                image.kind() == &IMAGE && image.get(list.member) == Some(&Value::Boolean(true))
            };
            for image in images.filter(said) {
                element = element.with(list.write(&table.definition, image));
            }
        }
        element
    });
    lists.filter(|list| !list.children.is_empty()).collect()
}

impl List {
    fn write(&self, table: &Complex, image: &Complex) -> Element {
        let name = |of: &Complex| text_of(of, "LogicalName").unwrap_or_default().to_owned();
        let element = Element::new(self.item)
            .with_text(TABLE, name(table))
            .with_text(self.column, name(image));
        match self.value {
            Some(value) => element.with_text(value, "1"),
            None => element,
        }
    }
}
