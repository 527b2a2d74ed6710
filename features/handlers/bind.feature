@emulator @handlers @no-samples
Feature: Bind a plug-in type to a process
  At the control door a plug-in type is bound to the address of the process that handles it, by its name or its id.

  Background:
    Given these rows of "pluginassemblies"
      | as       | name    | version | culture | publickeytoken   | content |
      | assembly | Contoso | 1.0.0.0 | neutral | 927f986a04c54a2f | TVo=    |
    And these rows of "plugintypes"
      | as   | typename        | friendlyname | pluginassemblyid@odata.bind   |
      | type | Contoso.Handler | Handler      | /pluginassemblies({assembly}) |

  Scenario Outline: A type is bound by either of its names, listed and unbound
    When a client sends
      """
      PUT /_emulator/v1/handlers/<name>

      {"url":"http://127.0.0.1:7071/handle?key=1"}
      """
    Then the status is 200
    And the body equals
      """
      {"type":"Contoso.Handler","plugintypeid":"{type}","url":"http://127.0.0.1:7071/handle?key=1"}
      """
    When a client sends
      """
      GET /_emulator/v1/handlers
      """
    Then the body equals
      """
      {"handlers":[{"type":"Contoso.Handler","plugintypeid":"{type}","url":"http://127.0.0.1:7071/handle?key=1"}]}
      """
    When a client sends, for every row, a request that is answered with its status
      | method | path                                   | status |
      | DELETE | /_emulator/v1/handlers/Contoso.Handler | 204    |
      | DELETE | /_emulator/v1/handlers/{type}          | 404    |
    And a client sends
      """
      GET /_emulator/v1/handlers
      """
    Then the body equals
      """
      {"handlers":[]}
      """

    Examples:
      | name            |
      | Contoso.Handler |
      | {type}          |

  Scenario Outline: An invalid binding is refused
    When a client sends
      """
      PUT /_emulator/v1/handlers/<name>

      <body>
      """
    Then the status is <status>
    And "/error/message" contains "<why>"

    Examples:
      | name                                 | body                             | status | why                                        |
      | Contoso.Other                        | {"url":"http://127.0.0.1:7071/"} | 404    | there is no plug-in type 'Contoso.Other'   |
      | 00000000-0000-4000-8000-00000000dead | {"url":"http://127.0.0.1:7071/"} | 404    | expected the typename or the plugintypeid  |
      | Contoso.Handler                      | {"url":"/handle"}                | 400    | '/handle' is not the address of a handler  |
      | Contoso.Handler                      | {"url":"ftp://127.0.0.1/"}       | 400    | expected http://host:port/path or https    |
      | Contoso.Handler                      | {"address":"http://127.0.0.1/"}  | 400    | unknown field `address`                    |
      | Contoso.Handler                      | {}                               | 400    | missing field `url`                        |

  Scenario: A type without code is refused until it is bound
    Given these processing steps
      | on             | stage        | plugintypeid@odata.bind | does                    |
      | Create account | PreOperation | /plugintypes({type})    | {"accountnumber":"A-7"} |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then "/error/message" contains "Bind it to a handler of your own at PUT /_emulator/v1/handlers/{type}"
    When the plug-in type "Contoso.Handler" is handled by "complete.py"
    And a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
