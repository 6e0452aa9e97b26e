import { MessageSquare, PencilLine, Phone } from 'lucide-react'
import { useState } from 'react'
import { Failure } from '../relay/failure'
import { Breadcrumbs } from '../ui/Breadcrumbs'
import { Button } from '../ui/Button'
import { CopyButton } from '../ui/CopyButton'
import { DiffText } from '../ui/DiffText'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState, FailureLine, Note } from '../ui/ErrorState'
import { Facts, Field } from '../ui/Field'
import { Figure, Figures } from '../ui/Figure'
import { Masked } from '../ui/Masked'
import { Moment } from '../ui/Moment'
import { Money } from '../ui/Money'
import { Change, Percent } from '../ui/Percent'
import { RecordPanel, RecordSection } from '../ui/RecordPanel'
import { ReviewDialog } from '../ui/ReviewDialog'
import { SaveIndicator } from '../ui/SaveIndicator'
import { SkeletonCards, SkeletonFacts, SkeletonRows } from '../ui/Skeleton'
import { Meta, Timeline } from '../ui/Timeline'
import { toast } from '../ui/Toasts'
import { tip } from '../ui/Tooltip'
import { useChoices } from './columns'
import css from './Records.module.css'
import { Sample, Samples } from './Sample'
import { useSay } from './say'

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const rule = 'p, client_manager, Client.idNumber, own, masked, allow'

/** Facts, figures, texts and states of a record. */
export function Records() {
  const say = useSay()
  const [reviewing, setReviewing] = useState(false)
  const before = say(
    '客户偏好稳健型产品，上午联系，季度回访一次。',
    'Prefers balanced funds, calls in the morning, one review a quarter.',
  )
  const after = say(
    '客户偏好积极型产品，下午联系，每季度回访一次，关注回撤。',
    'Prefers growth funds, calls in the afternoon, one review a quarter, watches drawdown.',
  )
  return (
    <Samples title={say('记录', 'Records')}>
      <Sample title={say('字段：可编辑、锁定、脱敏、历史、来源', 'Fields: edited, locked, masked, history, origin')}>
        <FieldSample />
      </Sample>
      <Sample title={say('侧面板', 'Side panel')}>
        <div className={css.panel}>
          <RecordPanel
            label={say('客户概览', 'Client in brief')}
            to="/clients"
            onClose={() => undefined}
            onPrevious={() => undefined}
            onNext={() => undefined}
          >
            <h2>陈明远</h2>
            <Facts>
              <Field label={say('存续规模', 'AUM')}>
                <Money cny="30225600" />
              </Field>
              <Field label={say('负责人', 'Owner')}>陆一鸣</Field>
            </Facts>
            <RecordSection title={say('未完成的任务', 'Open tasks')}>
              <EmptyState small title={say('没有未完成的任务。', 'No open task.')} />
            </RecordSection>
          </RecordPanel>
        </div>
      </Sample>
      <Sample wide title={say('指标', 'Figures')}>
        <Figures>
          <Figure
            title={say('存续规模', 'AUM')}
            value="4132000000.50"
            unit="money"
            change="0.034"
            history={['38', '39', '39.5', '40', '40.2', '41.3']}
            meaning={say('当日份额 × 净值', 'Units × NAV of the day')}
            onOpen={() => toast(say('打开客户列表', 'Opens the list'))}
          />
          <Figure
            title={say('一小时内响应', 'Answered within an hour')}
            value="0.734"
            unit="percent"
            change="-0.021"
            target="0.8"
          />
          <Figure title={say('新增客户', 'New clients')} value="128" unit="count" change="0" />
          <Figure title={say('平均签约天数', 'Days to sign')} value={null} unit="days" />
        </Figures>
      </Sample>
      <Sample title={say('金额、比率、涨跌、时间', 'Money, ratios, rise and fall, time')}>
        <ul className={css.values}>
          <li>
            <Money cny="30225600" /> <Money cny="399000000000" /> <Money cny="0" /> <Money cny={null} />{' '}
            <Money cny="30225600.12" full />
          </li>
          <li>
            <Percent ratio="0.705" /> <Percent ratio={null} />
          </li>
          <li>
            <Change by="0.034" /> <Change by="-0.012" /> <Change by="0" /> <Change by="0.02" points />{' '}
            <Change by="-0.2" neutral />
          </li>
          <li>
            <Moment at={new Date(Date.now() - 3_600_000).toISOString()} /> <Moment at="2025-01-02T03:04:05Z" />{' '}
            <Moment at={null} />
          </li>
          <li>
            <Masked
              text="3101**********002X"
              label={say('证件号码', 'ID number')}
              closed={{ level: 'MASKED', rule, grantedBy: [say('合规', 'Compliance')] }}
            />{' '}
            <Masked
              text={null}
              label={say('银行账号', 'Bank account')}
              closed={{ level: 'NONE', rule: null, grantedBy: [] }}
            />
          </li>
          <li>
            <span {...tip(say('说明文字', 'An explanation'))} className={css.tipped}>
              {say('指向此处', 'Point here')}
            </span>{' '}
            <CopyButton text="30225600" />
          </li>
        </ul>
      </Sample>
      <Sample title={say('差异与复核', 'Differences and review')}>
        <p>
          <DiffText before="C3" after="C4" /> · <DiffText before="" after={say('杭州', 'Hangzhou')} />
        </p>
        <DiffText before={before} after={after} />
        <Button onClick={() => setReviewing(true)}>{say('提交复核', 'Review the change')}</Button>
        {reviewing && (
          <ReviewDialog
            title={say('确认权限变更', 'Confirm the change of rights')}
            confirm={say('发布', 'Publish')}
            differences={[
              {
                group: say('客户经理', 'Client manager'),
                label: say('证件号码', 'ID number'),
                before: say('脱敏', 'masked'),
                after: say('无', 'none'),
              },
              {
                group: say('客户经理', 'Client manager'),
                label: say('备注', 'Note'),
                before: '',
                after: say('可编辑', 'edit'),
              },
              { group: say('说明', 'Reason'), label: say('全文', 'Text'), before, after },
            ]}
            effect={
              <Note>{say('影响 42 位用户，一秒内生效。', 'It concerns 42 people and holds within a second.')}</Note>
            }
            onConfirm={async () => {
              await wait(700)
              return new Failure('CONFLICT', say('需要第二人批准。', 'A second person must approve.'))
            }}
            onClose={() => setReviewing(false)}
          />
        )}
      </Sample>
      <Sample title={say('时间线', 'Timeline')}>
        <Timeline
          entries={[
            {
              id: '1',
              at: new Date().toISOString(),
              icon: <Phone size={13} />,
              body: (
                <>
                  {say('电话沟通净值波动', 'Call about the NAV')}
                  <Meta>陆一鸣 · 12 {say('分钟', 'min')}</Meta>
                </>
              ),
            },
            {
              id: '2',
              at: new Date(Date.now() - 7_200_000).toISOString(),
              icon: <PencilLine size={13} />,
              tone: 'warn',
              body: <DiffText before="C3" after="C4" />,
            },
            {
              id: '3',
              at: '2026-10-19T02:00:00Z',
              icon: <MessageSquare size={13} />,
              tone: 'good',
              body: say('客户确认复投', 'The client will reinvest'),
            },
          ]}
        />
      </Sample>
      <Sample title={say('保存状态与面包屑', 'Saving and the way here')}>
        <Breadcrumbs
          crumbs={[
            { title: say('客户', 'Clients'), to: '/clients' },
            { title: '陈明远', to: '/clients' },
            { title: say('编辑', 'Edit') },
          ]}
        />
        <ul className={css.values}>
          <li>
            <SaveIndicator state={{ is: 'clean' }} />
          </li>
          <li>
            <SaveIndicator state={{ is: 'dirty' }} />
          </li>
          <li>
            <SaveIndicator state={{ is: 'saving' }} />
          </li>
          <li>
            <SaveIndicator state={{ is: 'saved', at: new Date().toISOString() }} />
          </li>
          <li>
            <SaveIndicator
              state={{ is: 'failed', why: say('无法连接服务器。', 'The server cannot be reached.') }}
              onRetry={() => undefined}
            />
          </li>
        </ul>
      </Sample>
      <Sample title={say('骨架', 'Skeletons')}>
        <SkeletonRows rows={3} />
        <SkeletonFacts rows={3} />
        <SkeletonCards cards={2} />
      </Sample>
      <Sample title={say('行内提示', 'Remarks')}>
        <div className={css.stack}>
          <FailureLine failure={new Failure('BAD_USER_INPUT', say('手机号码无效。', 'The number is not valid.'))} />
          <Note>{say('您的姓名和时间会写入审计日志。', 'Your name and the time go to the audit log.')}</Note>
          <Note tone="warn">{say('该客户处于冷静期。', 'This client is cooling off.')}</Note>
        </div>
      </Sample>
      <Sample title={say('出错', 'Failed')}>
        <ErrorState failure={new Failure('INTERNAL', '', { traceId: '7f3a91' })} retry={() => undefined} />
      </Sample>
      <Sample title={say('离线', 'Offline')}>
        <ErrorState failure={new Failure('OFFLINE', '')} retry={() => undefined} />
      </Sample>
      <Sample title={say('无权限', 'No right')}>
        <ErrorState
          failure={new Failure('FORBIDDEN', '')}
          grantedBy={[say('合规', 'Compliance'), say('高管', 'Executive')]}
        />
      </Sample>
      <Sample title={say('找不到', 'Not found')}>
        <ErrorState failure={new Failure('NOT_FOUND', '')} />
      </Sample>
      <Sample title={say('全部完成', 'All done')}>
        <EmptyState scene="done" title={say('今天的任务都完成了。', 'All of today is done.')} />
      </Sample>
    </Samples>
  )
}

function FieldSample() {
  const say = useSay()
  const { risks } = useChoices()
  const [city, setCity] = useState(say('上海', 'Shanghai'))
  const [risk, setRisk] = useState('C3')
  const [since, setSince] = useState('2024-03-16')
  const keep = (set: (value: string) => void) => async (value: string) => {
    await wait(400)
    if (/失败|fail/i.test(value))
      return { ok: false, why: say('服务器不接受这个值。', 'The server does not take it.') } as const
    set(value)
    return { ok: true } as const
  }
  return (
    <Facts>
      <Field
        label={say('城市', 'City')}
        edit={{ kind: 'text', value: city }}
        onSave={keep(setCity)}
        history={() => <p>2026-08-01 {say('北京 → 上海', 'Beijing → Shanghai')}</p>}
        origin={{
          source: 'clients-2026.xlsx',
          detail: say('第 12 行，陆一鸣导入', 'Row 12, imported by 陆一鸣'),
          at: '2026-07-30 10:12',
        }}
      >
        {city || '—'}
      </Field>
      <Field
        label={say('风险等级', 'Risk level')}
        edit={{ kind: 'choice', items: risks, value: risk }}
        onSave={keep(setRisk)}
      >
        {risks.find(({ value }) => value === risk)?.label ?? '—'}
      </Field>
      <Field label={say('首次认购', 'Since')} edit={{ kind: 'date', value: since }} onSave={keep(setSince)}>
        {since || '—'}
      </Field>
      <Field
        label={say('证件号码', 'ID number')}
        closed={{ level: 'MASKED', rule, grantedBy: [say('合规', 'Compliance')] }}
      >
        3101**********002X
      </Field>
      <Field label={say('银行账号', 'Bank account')} closed={{ level: 'NONE', rule: null, grantedBy: [] }}>
        {null}
      </Field>
      <Field label={say('负责人', 'Owner')}>陆一鸣</Field>
    </Facts>
  )
}
