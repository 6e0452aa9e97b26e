declare module 'relay-test-utils' {
  import type { Environment, GraphQLResponse, OperationDescriptor } from 'relay-runtime'

  export type MockEnvironment = Environment & {
    mock: {
      getAllOperations(): OperationDescriptor[]
      getMostRecentOperation(): OperationDescriptor
      resolve(operation: OperationDescriptor, answer: GraphQLResponse): void
      nextValue(operation: OperationDescriptor, answer: GraphQLResponse): void
      reject(operation: OperationDescriptor, error: Error): void
    }
  }
  export function createMockEnvironment(): MockEnvironment
}
