import { Component, type ReactNode, Suspense } from 'react'
import { asFailure, type Failure } from '../relay/failure'
import { ErrorState } from './ErrorState'

type Props = { children: ReactNode; fallback?: ReactNode; onRetry?: () => void; page?: boolean }
type State = { failure: Failure | null; attempt: number }

/** Holds the waiting and the failing of a part of the page; trying again mounts the part anew. */
export class Boundary extends Component<Props, State> {
  override state: State = { failure: null, attempt: 0 }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { failure: asFailure(error) }
  }

  retry = () => {
    this.props.onRetry?.()
    this.setState(({ attempt }) => ({ failure: null, attempt: attempt + 1 }))
  }

  override render() {
    const { failure, attempt } = this.state
    // A new build removed the chunk this page still asks for: only a reload helps.
    if (failure && /dynamically imported module|module script/i.test(failure.message)) {
      return <ErrorState failure={failure} retry={() => location.reload()} />
    }
    if (failure) return <ErrorState failure={failure} retry={this.retry} page={this.props.page ?? false} />
    return (
      <Suspense key={attempt} fallback={this.props.fallback ?? null}>
        {this.props.children}
      </Suspense>
    )
  }
}
