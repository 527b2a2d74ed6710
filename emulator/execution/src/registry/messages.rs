//! Looks up messages by name: the platform's messages and the organization's custom APIs.

use std::ops::Deref;
use std::sync::Arc;

use dataverse_model::message::Message;

use super::Registry;

/// The kind of a message that was found.
#[derive(Debug, Clone)]
pub enum MessageRef {
    /// A message of the platform.
    Platform(&'static Message),
    /// A custom API.
    CustomApi(Arc<Message>),
}

impl Deref for MessageRef {
    type Target = Message;

    fn deref(&self) -> &Message {
        match self {
            Self::Platform(message) => message,
            Self::CustomApi(message) => message,
        }
    }
}

impl Registry {
    /// The names of all messages: those of the platform, then the custom APIs.
    pub fn message_names(&self) -> impl Iterator<Item = &str> {
        let platform = self.platform.iter().map(|message| &*message.name);
        platform.chain(self.custom_apis.names())
    }

    /// The messages of the platform.
    pub(crate) fn platform(&self) -> &[&'static Message] {
        &self.platform
    }

    /// Finds a message by its name (case-sensitive).
    pub fn message(&self, name: &str) -> Option<MessageRef> {
        let platform = self.platform.iter().find(|message| message.name == name);
        match platform {
            Some(message) => Some(MessageRef::Platform(message)),
            None => {
                let custom = self.custom_apis.find(name);
                custom.map(|message| MessageRef::CustomApi(message.clone()))
            }
        }
    }
}
