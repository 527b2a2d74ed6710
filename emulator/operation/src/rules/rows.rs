//! Values of the rules about the queries and the rows of the Web API.

use super::value::choices;

choices! {
    /// Whether a row of a FetchXML query has columns without a value.
    FetchXmlNulls {
        /// It has none of them.
        Omitted = "omitted",
        /// As null.
        Written = "written",
    }
    /// What `ValidateFetchXmlExpression` says of a text that is no query of the organization's tables.
    FetchXmlSyntax {
        /// An issue with the code `SyntaxError`.
        Issue = "issue",
        /// The fault that the query would be refused with.
        Fault = "fault",
    }
    /// What the last page of a FetchXML query says of further pages.
    FetchXmlLastPage {
        /// `morerecords` is false, and the page has a paging cookie.
        Annotated = "annotated",
        /// Nothing.
        Silent = "silent",
    }
    /// The lookups in the context URL of a FetchXML query.
    FetchXmlContext {
        /// `_x_value,x`.
        Lookups = "lookups",
        /// `_x_value,x`, and `x()` behind all columns.
        Expanded = "expanded",
    }
    /// The meaning of a navigation property in `$select`.
    SelectNavigationProperty {
        /// It selects no column; alone, it selects all of them.
        Ignored = "ignored",
        /// It selects its lookup.
        Lookup = "lookup",
    }
    /// The comparisons of a navigation property in `$filter`.
    FilterNavigationProperty {
        /// It can be compared with null.
        Null = "null",
        /// It cannot be compared.
        Refused = "refused",
        /// It is compared as its lookup.
        Lookup = "lookup",
    }
}
