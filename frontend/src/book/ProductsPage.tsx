import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useCallback, useMemo } from 'react'
import { count, decimal } from '../format/money'
import { paths } from '../paths'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { CardList } from '../ui/grid/CardList'
import type { Column } from '../ui/grid/columns'
import { DataGrid } from '../ui/grid/DataGrid'
import { GridTools } from '../ui/grid/GridTools'
import type { Layout } from '../ui/grid/layout'
import { SearchBox } from '../ui/grid/SearchBox'
import { useMemory } from '../ui/grid/useMemory'
import { useWidths } from '../ui/grid/useWidths'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useNarrow } from '../ui/useNarrow'
import { usePreferences } from '../viewer/Preferences'
import { useGo, useSearchValues, useSetSearch } from '../viewer/url'
import { ExportButton } from './ExportButton'
import { PickFilter } from './PickFilter'
import { ProductState, StaleBadge } from './ProductBadges'
import css from './ProductsPage.module.css'
import { filterOf, ORDERS, orderOf, readProductList, sortOf, sortText } from './productList'
import { type ProductRow, useProductPages } from './useProductPages'
import { useWords } from './words'

const RISKS = ['R1', 'R2', 'R3', 'R4', 'R5'].map((value) => ({ value, label: value }))
const idOf = (product: ProductRow) => product.id
const read = (product: ProductRow) => product
const WithProduct = ({ row, children }: { row: ProductRow; children: (data: ProductRow) => ReactNode }) => children(row)

/** The firm's funds with their latest NAV; filters, order and search are in the URL. */
export function ProductsPage() {
  const { t, i18n } = useLingui()
  const go = useGo()
  const narrow = useNarrow()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const { density, setDensity } = usePreferences()
  const { items } = useWords()
  const view = useMemo(() => readProductList(values), [values])
  const columns = useProductColumns()
  const { layout, onLayout, onUsual } = useProductLayout(columns)
  const question = useMemo(
    () => ({ filter: filterOf(view), orderBy: orderOf(view), search: view.q || undefined }),
    [view],
  )
  const pages = useProductPages(question)
  const memory = useMemory()
  const sort = useMemo(() => sortOf(view.sort), [view.sort])
  const search = useCallback((text: string) => setSearch({ q: text || null }), [setSearch])
  const open = useCallback((product: ProductRow) => go(paths.product(product.id)), [go])
  const narrowed = view.q !== '' || view.status.length > 0 || view.risk.length > 0
  const empty = narrowed ? (
    <EmptyState
      scene="filter"
      title={t`No fund matches these filters.`}
      actions={<Button onClick={() => go(paths.products())}>{t`Remove all filters`}</Button>}
    />
  ) : (
    <EmptyState scene="list" title={t`No funds yet.`}>
      {t`Funds come in with the ledger or the NAV workbook.`}
    </EmptyState>
  )
  return (
    <Page
      title={t`Funds`}
      fixed
      count={pages.ready ? count(pages.total, i18n.locale) : undefined}
      actions={
        <ExportButton
          list="products"
          question={question}
          columns={layout.shown}
          rows={pages.ready ? pages.total : null}
        />
      }
    >
      <div className={css.tools}>
        <SearchBox text={view.q} onText={search} placeholder={t`Code, name, pinyin`} />
        <PickFilter
          title={t`Status`}
          items={items('productStates')}
          picked={view.status}
          onPicked={(next) => setSearch({ status: next.join(',') || null })}
        />
        <PickFilter
          title={t`Risk`}
          items={RISKS}
          picked={view.risk}
          onPicked={(next) => setSearch({ risk: next.join(',') || null })}
        />
        <div className={css.right}>
          <GridTools
            columns={columns}
            layout={layout}
            onLayout={onLayout}
            onUsual={onUsual}
            density={density}
            onDensity={setDensity}
          />
        </div>
      </div>
      <div className={css.list}>
        {narrow ? (
          pages.failure ? (
            <ErrorState failure={pages.failure} retry={pages.retry} />
          ) : !pages.ready ? (
            <SkeletonRows rows={10} />
          ) : pages.total === 0 ? (
            empty
          ) : (
            <CardList label={t`Funds`} source={pages} Card={ProductCard} onOpen={open} />
          )
        ) : (
          <DataGrid
            label={t`Funds`}
            columns={columns}
            layout={layout}
            onLayout={onLayout}
            source={pages}
            With={WithProduct}
            read={read}
            idOf={idOf}
            href={(product) => paths.product(product.id)}
            sort={sort}
            onSort={(next) => setSearch({ sort: sortText(next) || null })}
            onOpen={open}
            density={density}
            empty={empty}
            memory={memory}
          />
        )}
      </div>
    </Page>
  )
}

function useProductColumns(): readonly Column<ProductRow>[] {
  const { t, i18n } = useLingui()
  const { word } = useWords()
  const { locale } = i18n
  // biome-ignore lint/correctness/useExhaustiveDependencies: all words follow the language
  return useMemo(() => {
    const plain = (id: keyof ProductRow, title: string, width: number): Column<ProductRow> => ({
      id,
      title,
      width,
      sortable: id in ORDERS,
      cell: (product) => <span>{(product[id] as string | null) ?? '—'}</span>,
      text: (product) => (product[id] as string | null) ?? '',
    })
    const worded = (id: 'strategy' | 'status', list: 'strategies' | 'productStates', title: string, width: number) => {
      const text = (product: ProductRow) => (product[id] ? word(list, product[id]) : '')
      return { ...plain(id, title, width), text, cell: (product: ProductRow) => <span>{text(product) || '—'}</span> }
    }
    return [
      plain('name', t`Fund`, locale === 'zh-CN' ? 200 : 220),
      plain('code', t`Code`, 96),
      worded('strategy', 'strategies', t`Strategy`, locale === 'zh-CN' ? 130 : 170),
      plain('riskLevel', t`Risk`, 80),
      {
        ...worded('status', 'productStates', t`Status`, 110),
        cell: (product) => <ProductState status={product.status} />,
      },
      {
        ...plain('nav', t`NAV`, 110),
        end: true,
        cell: (product) => <span className="figure">{decimal(product.nav, locale, 4)}</span>,
      },
      {
        ...plain('navDate', t`NAV date`, locale === 'zh-CN' ? 190 : 210),
        cell: (product) => (
          <>
            <span>{product.navDate ?? '—'}</span> {product.navStale && <StaleBadge />}
          </>
        ),
        text: (product) => `${product.navDate ?? ''}${product.navStale ? ` ${t`NAV overdue`}` : ''}`,
      },
      plain('currency', t`Currency`, 90),
      plain('inception', t`Inception`, 120),
    ]
  }, [locale])
}

function useProductLayout(columns: readonly Column<ProductRow>[]) {
  const setSearch = useSetSearch()
  const { cols } = useSearchValues()
  const [widths, setWidths] = useWidths('products')
  const usual = columns.map(({ id }) => id).join(',')
  const layout = useMemo<Layout>(
    () => ({ shown: [...new Set(['name', ...(cols || usual).split(',')])], frozen: 1, widths }),
    [cols, usual, widths],
  )
  const onLayout = useCallback(
    (next: Layout) => {
      if (next.widths !== layout.widths) setWidths(next.widths)
      const shown = next.shown.join(',')
      if (shown !== layout.shown.join(',')) setSearch({ cols: shown === usual ? null : shown })
    },
    [layout, usual, setWidths, setSearch],
  )
  const onUsual = useCallback(() => {
    setWidths({})
    setSearch({ cols: null })
  }, [setWidths, setSearch])
  return { layout, onLayout, onUsual }
}

function ProductCard({ row }: { row: ProductRow }) {
  const { i18n } = useLingui()
  const { word } = useWords()
  return (
    <div className={css.card}>
      <span className={css.name}>{row.name}</span>
      <span className="figure">{decimal(row.nav, i18n.locale, 4)}</span>
      <span className={css.meta}>
        {row.code}
        <span>{row.riskLevel}</span>
        <span>{row.strategy && word('strategies', row.strategy)}</span>
      </span>
      <span className={css.meta}>{row.navStale ? <StaleBadge /> : row.navDate}</span>
    </div>
  )
}
