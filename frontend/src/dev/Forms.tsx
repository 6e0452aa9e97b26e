import { useEffect, useState } from 'react'
import { Badge, type Hue } from '../ui/Badge'
import { Button, IconButton, TextButton } from '../ui/Button'
import { Choice, Choices } from '../ui/Choice'
import { DateField, MomentField } from '../ui/DateField'
import { FileDrop, type Sent } from '../ui/FileDrop'
import { Bubble, Menu, MenuItem, MenuLine } from '../ui/Menu'
import { PickList } from '../ui/PickList'
import { ProgressJob } from '../ui/ProgressJob'
import { PasswordField, TextArea, TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { Toggle } from '../ui/Toggle'
import { Stepper, Wizard } from '../ui/Wizard'
import { useChoices } from './columns'
import css from './Forms.module.css'
import { Sample, Samples } from './Sample'
import { useSay } from './say'

const hues: Hue[] = ['neutral', 'blue', 'green', 'amber', 'red', 'violet', 'teal']

/** Fields, buttons, menus, steps, uploads and jobs. */
export function Forms() {
  const say = useSay()
  const { states, risks } = useChoices()
  const [text, setText] = useState('')
  const [risk, setRisk] = useState<string | null>('C3')
  const [many, setMany] = useState<string[]>(['lead'])
  const [day, setDay] = useState<string | null>('2026-11-22')
  const [moment, setMoment] = useState<string | null>('2026-11-22 09:05')
  const [on, setOn] = useState(true)
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set(['C4']))
  const [bubble, setBubble] = useState(false)
  return (
    <Samples title={say('表单', 'Forms')}>
      <Sample title={say('按钮', 'Buttons')}>
        <div className={css.row}>
          <Button look="primary">{say('保存', 'Save')}</Button>
          <Button>{say('取消', 'Cancel')}</Button>
          <Button look="quiet">{say('更多', 'More')}</Button>
          <Button look="danger">{say('删除', 'Delete')}</Button>
          <Button look="primary" busy>
            {say('保存中', 'Saving')}
          </Button>
          <Button disabled>{say('不可用', 'Disabled')}</Button>
          <Button small>{say('小', 'Small')}</Button>
          <IconButton label={say('提示', 'Tip')}>?</IconButton>
          <TextButton>{say('文字按钮', 'Text button')}</TextButton>
        </div>
        <div className={css.row}>
          {hues.map((hue) => (
            <Badge key={hue} hue={hue} shape="dot">
              {hue}
            </Badge>
          ))}
        </div>
        <div className={css.row}>
          <Menu target={<Button>{say('菜单', 'Menu')}</Button>} align="start">
            <MenuItem onClick={() => toast(say('已完成。', 'Done.'))} keys="Ctrl D">
              {say('完成', 'Do it')}
            </MenuItem>
            <MenuItem selected onClick={() => undefined}>
              {say('已选', 'Chosen')}
            </MenuItem>
            <MenuLine />
            <MenuItem danger onClick={() => toast(say('未能删除。', 'Not deleted.'), 'bad')}>
              {say('删除', 'Delete')}
            </MenuItem>
          </Menu>
          <Bubble
            label={say('风险等级', 'Risk level')}
            open={bubble}
            onChange={setBubble}
            target={
              <Button aria-expanded={bubble} onClick={() => setBubble(!bubble)}>
                {say('选择列表', 'Pick list')}
              </Button>
            }
          >
            <PickList
              many
              label={say('风险等级', 'Risk level')}
              items={risks}
              picked={picked}
              onPick={({ value }) =>
                setPicked(
                  picked.has(value)
                    ? new Set([...picked].filter((each) => each !== value))
                    : new Set([...picked, value]),
                )
              }
            />
          </Bubble>
          <Button
            onClick={() =>
              toast(say('已修改 3 个单元格。', '3 cells changed.'), {
                action: { label: say('撤销', 'Undo'), run: () => undefined },
              })
            }
          >
            {say('带撤销的提示', 'Toast with undo')}
          </Button>
        </div>
      </Sample>
      <Sample title={say('输入', 'Fields')}>
        <div className={css.stack}>
          <TextField
            label={say('姓名', 'Name')}
            required
            hint={say('与证件一致', 'As on the ID')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <TextField
            label={say('手机', 'Mobile')}
            error={say('号码无效。', 'Not a valid number.')}
            defaultValue="12345"
          />
          <TextArea label={say('备注', 'Note')} defaultValue={say('偏好上午联系。', 'Prefers mornings.')} />
          <PasswordField label={say('密码', 'Password')} defaultValue="secret" />
          <Toggle label={say('接收通知', 'Tell me')} checked={on} onChange={setOn} />
        </div>
      </Sample>
      <Sample title={say('选择与日期', 'Choices and dates')}>
        <div className={css.stack}>
          <Choice label={say('风险等级', 'Risk level')} items={risks} value={risk} onChange={setRisk} clearable />
          <Choices label={say('状态', 'States')} items={states} value={many} onChange={setMany} />
          <DateField label={say('首次认购', 'Since')} value={day} onChange={setDay} />
          <MomentField label={say('会面时间', 'Meeting at')} value={moment} onChange={setMoment} />
        </div>
      </Sample>
      <Sample title={say('步骤', 'Steps')}>
        <WizardSample />
      </Sample>
      <Sample title={say('上传', 'Upload')}>
        <Uploads />
      </Sample>
      <Sample title={say('任务', 'Jobs')}>
        <Jobs />
      </Sample>
    </Samples>
  )
}

function WizardSample() {
  const say = useSay()
  const [at, setAt] = useState(1)
  const steps = [
    { id: 'file', title: say('选择文件', 'File') },
    { id: 'map', title: say('对应列', 'Columns'), hint: say('已识别 12/14', '12 of 14 known') },
    { id: 'check', title: say('检查', 'Check') },
    { id: 'run', title: say('导入', 'Import') },
  ]
  return (
    <>
      <Wizard
        steps={steps}
        at={at}
        onStep={setAt}
        ready
        finish={say('导入 1,284 行', 'Import 1,284 rows')}
        onFinish={() => toast(say('已开始导入。', 'The import has begun.'))}
        onCancel={() => setAt(0)}
      >
        <p>{steps[at]?.title}</p>
      </Wizard>
      <Stepper steps={steps} at={4} />
    </>
  )
}

function Uploads() {
  const say = useSay()
  const [files, setFiles] = useState<readonly Sent[]>([
    { id: 'a', name: 'clients-2026.xlsx', size: 2_400_000, state: 'sending', share: 0.62 },
    { id: 'b', name: 'holdings.csv', size: 640_000, state: 'done' },
    {
      id: 'c',
      name: say('客户名单（旧）.xls', 'old-list.xls'),
      size: 12_000_000,
      state: 'failed',
      why: say('文件已加密。', 'The file is encrypted.'),
    },
  ])
  const add = (list: readonly File[]) =>
    setFiles((before) => [
      ...before,
      ...list.map((file, n) => ({
        id: `${file.name} ${before.length + n}`,
        name: file.name,
        size: file.size,
        state: 'waiting' as const,
      })),
    ])
  return (
    <FileDrop
      label={say('把工作簿拖到这里', 'Drop the workbook here')}
      endings={['.xlsx', '.xls', '.csv']}
      largest={20_000_000}
      many
      files={files}
      onFiles={add}
      onRemove={(id) => setFiles((before) => before.filter((file) => file.id !== id))}
    />
  )
}

function Jobs() {
  const say = useSay()
  const [done, setDone] = useState(320)
  const [stopped, setStopped] = useState(false)
  useEffect(() => {
    if (stopped || done >= 1_284) return
    const timer = setTimeout(() => setDone((now) => Math.min(1_284, now + 37)), 400)
    return () => clearTimeout(timer)
  }, [done, stopped])
  const title = say('导入客户', 'Import of clients')
  return (
    <div className={css.stack}>
      <ProgressJob
        title={title}
        state={stopped ? 'cancelled' : done >= 1_284 ? 'done' : 'running'}
        done={done}
        total={1_284}
        refused={3}
        onCancel={() => setStopped(true)}
        result={<Button small>{say('查看被拒绝的行', 'See the refused rows')}</Button>}
      />
      <ProgressJob
        title={say('全量打标签', 'Tagging all clients')}
        state="queued"
        done={0}
        total={null}
        onCancel={() => undefined}
      />
      <ProgressJob title={say('导出', 'Export')} state="running" done={5_120} total={null} />
      <ProgressJob
        title={say('夜间计算', 'Nightly run')}
        state="failed"
        done={812}
        total={2_000}
        message={say('数据库暂时不可用。', 'The database was away.')}
      />
    </div>
  )
}
