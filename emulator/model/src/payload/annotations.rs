//! The annotations of values that a client asks for.

use dataverse_protocol::prefer::AnnotationFilter;

pub(super) const ATTRIBUTE_NAME: &str = "OData.Community.Display.V1.AttributeName";
pub(super) const FORMATTED_VALUE: &str = "OData.Community.Display.V1.FormattedValue";
pub(super) const NAVIGATION_PROPERTY: &str = "Microsoft.Dynamics.CRM.associatednavigationproperty";
pub(super) const LOOKUP_TABLE: &str = "Microsoft.Dynamics.CRM.lookuplogicalname";

/// Which annotations the values of a response have. The client's patterns are compared with each
/// name once, not for every value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowAnnotations {
    /// The column behind an alias.
    pub(super) attribute_name: bool,
    pub(super) formatted_value: bool,
    pub(super) navigation_property: bool,
    /// The table of a lookup's row.
    pub(super) lookup_table: bool,
}

impl RowAnnotations {
    /// No annotations.
    pub const NONE: Self = Self {
        attribute_name: false,
        formatted_value: false,
        navigation_property: false,
        lookup_table: false,
    };

    /// The annotations that a request names; none without the preference.
    pub fn of(filter: Option<&AnnotationFilter>) -> Self {
        let includes = |name| filter.is_some_and(|filter| filter.includes(name));
        Self {
            attribute_name: includes(ATTRIBUTE_NAME),
            formatted_value: includes(FORMATTED_VALUE),
            navigation_property: includes(NAVIGATION_PROPERTY),
            lookup_table: includes(LOOKUP_TABLE),
        }
    }
}
