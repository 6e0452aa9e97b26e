import type { AutomationContent } from './content'
import { StepFlow } from './StepFlow'
import { useAutomationWords } from './useAutomationWords'
import { useConditionWords } from './useConditionWords'
import { useNamed } from './useNamed'

/** What a version says, drawn to be read; suspends while its words load. */
export function FlowView({ content }: { content: AutomationContent }) {
  const words = useAutomationWords(useNamed())
  const conditions = useConditionWords(content)
  return <StepFlow content={content} words={words} conditions={conditions} />
}
