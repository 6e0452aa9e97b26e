import { ArrowRight, User } from 'lucide-react'
import { useState } from 'react'
import { Avatar } from '../ui/Avatar'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import type { Item } from '../ui/Choice'
import { Choice } from '../ui/Choice'
import { Clock } from '../ui/Clock'
import { ClosedMark } from '../ui/ClosedMark'
import { CommandList } from '../ui/CommandList'
import { DataTable, endCell, LoadMore } from '../ui/DataTable'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FilterBar } from '../ui/FilterBar'
import { Finder } from '../ui/Finder'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Qr } from '../ui/Qr'
import { Secret } from '../ui/Secret'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { Toggle } from '../ui/Toggle'
import css from './Records.module.css'
import { Sample, Samples } from './Sample'
import { useSay } from './say'

const NAMES = ['陈明远', '欧阳若溪', 'Anna Lee', '上海恒泰制造有限公司']

/** Small parts and overlays that stand on many pages. */
export function Pieces() {
  const say = useSay()
  return (
    <Samples title={say('零件', 'Pieces')}>
      <Sample title={say('头像：姓名、英文名、机构、大号', 'Avatars: Chinese, Latin, a firm, large')}>
        <p className={css.values}>
          {NAMES.map((name, n) => (
            <span key={name}>
              <Avatar name={name} large={n === 1} square={n === 3} /> {name}{' '}
            </span>
          ))}
        </p>
      </Sample>
      <Sample title={say('锁：脱敏、无权查看', 'Locks: masked, hidden')}>
        <p>
          <ClosedMark level="MASKED">169****0012</ClosedMark> <ClosedMark /> <ClosedMark wordy />
        </p>
      </Sample>
      <Sample wide title={say('小表格：有更多、正在取、全部', 'Plain table: more to come, coming, complete')}>
        <Table />
      </Sample>
      <Sample title={say('查找：空、有结果、出错', 'Finder: empty, found, in error')}>
        <Find />
      </Sample>
      <Sample title={say('密钥与二维码', 'Secret and QR code')}>
        <Secret text="star-demo-7Q2F-90KM" label={say('一次性密码', 'One-time password')} />
        <Qr text="otpauth://totp/demo" label={say('二维码', 'QR code')} size={120} />
      </Sample>
      <Sample title={say('对话框与命令面板', 'Dialog and palette')}>
        <Overlays />
      </Sample>
      <Sample title={say('链接', 'Links')}>
        <p>
          <Link to="/clients">{say('客户', 'Clients')}</Link>
        </p>
      </Sample>
      <Sample wide title={say('筛选栏', 'A bar of filters')}>
        <Filters />
      </Sample>
      <Sample title={say('时钟', 'Clocks')}>
        <Clocks />
      </Sample>
    </Samples>
  )
}

function Filters() {
  const say = useSay()
  const [mine, setMine] = useState(false)
  const [order, setOrder] = useState<string | null>('new')
  return (
    <FilterBar>
      <Button small>{say('状态：草稿', 'State: draft')}</Button>
      <Toggle label={say('只看我的', 'Mine alone')} checked={mine} onChange={setMine} />
      <Choice
        label={say('顺序', 'Order')}
        items={[{ value: 'new', label: say('最新在前', 'Newest first') }]}
        value={order}
        onChange={setOrder}
      />
    </FilterBar>
  )
}

function Clocks() {
  const say = useSay()
  const label = say('响应', 'Answer')
  const [now] = useState(() => Date.now())
  const minutes = (n: number) => new Date(now + n * 60_000).toISOString()
  return (
    <Stack>
      <Clock label={label} from={minutes(-5)} due={minutes(55)} />
      <Clock label={label} from={minutes(-35)} due={minutes(25)} />
      <Clock label={label} from={minutes(-55)} due={minutes(5)} />
      <Clock label={label} from={minutes(-90)} due={minutes(-30)} />
      <Clock label={label} from={minutes(-20)} due={minutes(40)} resting={minutes(-10)} />
      <Clock label={label} from={minutes(-90)} due={minutes(-30)} stopped={minutes(-40)} />
      <Clock label={label} from={minutes(-90)} due={minutes(-30)} stopped={minutes(-10)} />
    </Stack>
  )
}

function Table() {
  const say = useSay()
  const heads = [
    { id: 'name', title: say('姓名', 'Name') },
    { id: 'state', title: say('状态', 'State') },
    { id: 'aum', title: say('存续规模', 'AUM'), end: true },
  ]
  return (
    <>
      <DataTable label={say('客户', 'Clients')} heads={heads}>
        {NAMES.map((name, n) => (
          <tr key={name}>
            <td>{name}</td>
            <td>
              <Badge>{n === 3 ? say('机构', 'Institution') : say('个人', 'Individual')}</Badge>
            </td>
            <td className={endCell}>
              <Money cny={String(1_250_000 * (n + 1))} />
            </td>
          </tr>
        ))}
      </DataTable>
      <LoadMore hasNext loading={false} onMore={() => undefined} shown={4} total={31} />
      <LoadMore hasNext loading onMore={() => undefined} shown={4} total={31} />
      <LoadMore hasNext={false} loading={false} onMore={() => undefined} shown={4} total={4} />
    </>
  )
}

function Find() {
  const say = useSay()
  const [found, setFound] = useState<Item | null>(null)
  const [text, setText] = useState('')
  const all = NAMES.map((name) => ({ value: name, label: name }))
  const items = text ? all.filter(({ label }) => label.includes(text)) : all
  const label = say('客户', 'Client')
  return (
    <Stack>
      <Finder label={label} value={found} onChange={setFound} items={items} onText={setText} />
      <Finder label={label} value={all[0] ?? null} onChange={setFound} items={items} onText={setText} />
      <Finder
        label={label}
        value={null}
        onChange={setFound}
        items={[]}
        onText={setText}
        error={say('请选择一位客户。', 'Choose a client.')}
        required
      />
    </Stack>
  )
}

function Overlays() {
  const say = useSay()
  const [open, setOpen] = useState<'dialog' | 'palette' | null>(null)
  const [text, setText] = useState('')
  const close = () => setOpen(null)
  return (
    <p>
      <Button onClick={() => setOpen('dialog')}>{say('打开对话框', 'Open a dialog')}</Button>{' '}
      <Button onClick={() => setOpen('palette')}>{say('打开命令面板', 'Open a palette')}</Button>
      <Dialog title={say('对话框', 'A dialog')} open={open === 'dialog'} onClose={close} size={420}>
        <TextField label={say('名称', 'Name')} data-autofocus />
        <DialogFooter>
          <Button onClick={close}>{say('取消', 'Cancel')}</Button>
          <Button look="primary" onClick={close}>
            {say('保存', 'Save')}
          </Button>
        </DialogFooter>
      </Dialog>
      <CommandList
        title={say('命令面板', 'A palette')}
        open={open === 'palette'}
        onClose={close}
        text={text}
        onText={setText}
        placeholder={say('输入以筛选', 'Type to narrow')}
        empty={say('没有结果。', 'Nothing found.')}
        groups={[
          {
            title: say('客户', 'Clients'),
            items: NAMES.filter((name) => name.includes(text)).map((name) => ({
              id: name,
              title: name,
              icon: <User size={16} />,
              run: () => toast(name),
            })),
          },
          {
            title: say('命令', 'Commands'),
            items: [{ id: 'go', title: say('前往', 'Go'), icon: <ArrowRight size={16} />, run: () => toast('→') }],
          },
        ]}
      />
    </p>
  )
}
