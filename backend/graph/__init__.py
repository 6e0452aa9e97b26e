"""The read engine and its transports: GraphQL over HTTP and sockets; knows no noun of the domain."""
