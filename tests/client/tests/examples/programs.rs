//! The examples as they stand in `examples/`, by name.
#![allow(
    dead_code,
    reason = "their main functions are for those who run them by themselves"
)]

use dataverse_client::{Client, Result};

/// Declares the examples: a variant for each file.
macro_rules! programs {
    ($($variant:ident $module:ident $path:literal),* $(,)?) => {
        $(#[path = $path] mod $module;)*

        /// An example.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Program { $($variant),* }

        impl Program {
            /// All examples.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name of the example's file.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => stringify!($module)),* }
            }

            /// Runs the example.
            pub(crate) async fn run(
                self,
                client: &Client,
                path: &str,
                say: &(dyn Fn(String) + Sync),
            ) -> Result<()> {
                match self { $(Self::$variant => $module::run(client, path, say).await),* }
            }
        }
    };
}

programs! {
    StartAsync start_async "../../examples/start_async.rs",
    SimpleWait simple_wait "../../examples/simple_wait.rs",
    ManualPolling manual_polling "../../examples/manual_polling.rs",
    CustomInterval custom_interval "../../examples/custom_interval.rs",
    AsyncBatch async_batch "../../examples/async_batch.rs",
    WithTimeout with_timeout "../../examples/with_timeout.rs",
    CancellationToken cancellation_token "../../examples/cancellation_token.rs",
    CancelOperation cancel_operation "../../examples/cancel_operation.rs",
    OperationStatus operation_status "../../examples/operation_status.rs",
    ErrorHandling error_handling "../../examples/error_handling.rs",
    CompleteExport complete_export "../../examples/complete_export.rs",
}
