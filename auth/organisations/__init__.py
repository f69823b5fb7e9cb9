"""What an organisation's administrators look after: people, programs, connections, domains, provisioning."""
