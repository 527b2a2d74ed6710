//! Values of the rules about how values, bodies and batches are read.

use super::value::choices;

choices! {
    /// A body that is a JSON text which holds JSON.
    JsonInText {
        /// It is refused, since the body is no JSON object.
        Reject = "reject",
        /// The JSON in the text is read as the body.
        Accept = "accept",
    }
    /// A slash at the end of the query options.
    SlashAfterOptions {
        /// It is ignored.
        Ignored = "ignored",
        /// It is the end of the last option's value.
        Read = "read",
    }
    /// A row inside the body of an update.
    NestedRowsInUpdate {
        /// The update is refused.
        Reject = "reject",
        /// The nested row is left alone, and the rest of the update takes place.
        Ignore = "ignore",
    }
    /// A value whose .NET type is not the one of its column.
    ValueTypes {
        /// The request is refused.
        Exact = "exact",
        /// A close type is converted, such as a whole number to an option.
        Convert = "convert",
    }
    /// An empty text in a text column.
    EmptyTexts {
        /// It is stored as null.
        Null = "null",
        /// It is stored as it is.
        Keep = "keep",
    }
    /// The publishers whose prefixes and option values an organization's own definitions have.
    PublisherBounds {
        /// Any: there is a publisher for every prefix that one can have.
        Open = "open",
        /// The default publisher, with the prefix `new` and option values from 100000000 on.
        Default = "default",
    }
    /// A batch that is a JSON document.
    JsonBatch {
        /// It is refused: Dataverse documents multipart batches alone.
        Refused = "refused",
        /// It is answered, as the JSON format of OData 4.01 defines it.
        Served = "served",
    }
    /// A text in a value of an open type that has a `[` or a `'` and no annotation of its type.
    OpenTypeTexts {
        /// It is refused, as the OData library does.
        Reject = "reject",
        /// It is a text.
        Accept = "accept",
    }
    /// An array of simple values in a value of an open type, for a custom API that has a plug-in.
    OpenTypeArrays {
        /// The Web API refuses it, since the plug-in's process cannot read it.
        Reject = "reject",
        /// It reaches the plug-in.
        Accept = "accept",
    }
    /// The status of a multipart batch that stopped at a failed request.
    BatchStatus {
        /// The status of the failure.
        Failure = "failure",
        /// 200, as OData defines it.
        Ok = "ok",
    }
}
