"""What companies do, as their names say it, in English and Chinese: Acme Logistics, 顺丰物流.

A word of these tells companies of one name apart: 招商银行 and 招商证券. One that says little, like technology, does
so only against another one: Acme Technologies may be Acme, and is not Acme Foods.
"""

from __future__ import annotations

from functools import cache

# What it is compared as, its spellings. A Chinese word may say two things: 工商, industrial and commercial.
_STRONG = """
bank: bank banks banking bancorp banco banca banque bankers 银行
securities: securities brokerage 证券
insurance: insurance assurance insurers 保险 人寿保险+life
life: life 人寿
finance: finance financial financials 金融 财务 金控 金融控股
capital: capital 资本
fund: fund funds 基金
trust: trust 信托
leasing: leasing lease 租赁
rental: rental rentals rent
payment: payment payments pay 支付
futures: futures 期货
wealth: wealth 财富
realestate: realty property properties estate estates realestate land 地产 置地 房地产 置业
construction: construction constructions build building builders 建设 建筑 建工 建投
logistics: logistics logistic logistik freight forwarding 物流
shipping: shipping shipyard maritime marine 航运 海运 船舶
port: port ports 港 港口 港务
airlines: airlines airline airways air airlines aviation 航空
aerospace: aerospace 航天
railway: railway railways rail railroad 铁路 轨道交通
metro: metro subway 地铁
transport: transport transportation transit trucking 运输 交通
bus: bus buses 客车
hotel: hotel hotels hospitality resorts resort 酒店 宾馆
travel: travel tours tourism 旅游 旅行 旅行社
agriculture: agriculture agricultural farm farms farming agri 农业 农
seed: seed seeds 种业
fishery: fishery fisheries seafood 水产 渔业
health: health healthcare medical medicine medicals clinic clinics 医疗 健康 医疗器械
hospital: hospital hospitals 医院
bio: bio biotech biotechnology biosciences biologics 生物
chemical: chemical chemicals chemie chemistry chimie 化工 化学
petroleum: petroleum oil 石油 油田
petrochemical: petrochemical petrochemicals 石化
gas: gas 燃气 天然气
energy: energy energies energie 能源
power: power 电力
grid: grid 电网
nuclear: nuclear 核电 核
solar: solar photovoltaic 光伏 太阳能
wind: wind 风电
water: water waters 水务 自来水
environment: environment environmental 环保 环境
coal: coal 煤业 煤炭
metal: metal metals 金属 有色金属 铜业 铝业
gold: gold 黄金
mining: mining mines minerals 矿业 矿
rareearth: 稀土
lithium: lithium 锂业
home: home homes
smarthome: smarthome 智家 智能家居
education: education educational school schools learning academy 教育 学校 培训
university: university college universities 大学 学院
media: media 传媒 媒体
music: music 音乐
film: film films pictures studios movie movies 影业 电影 影视
games: games gaming game 游戏
publishing: publishing publishers press 出版 出版社
bookstore: bookstore books 书店
news: news newspaper times 新闻 报社
advertising: advertising ads 广告
mobile: mobile wireless 移动
unicom: unicom 联通
tower: tower towers 铁塔
satellite: satellite satellites 卫星
broadcasting: broadcasting tv television radio 广播 电视
cloud: cloud 云 云计算
devices: devices device terminal 终端
packaging: packaging 包装
printing: printing 印刷
aircraft: aircraft 飞机
heavy: heavy
precision: precision 精密
tools: tools tool hardware 五金 工具
security: security 安防 保安
retail: retail retailing stores store supermarket supermarkets mart 零售 超市 百货 商场
legal: law legal 律师 律师事务所
accounting: accounting accountants audit 会计师 会计师事务所
recruitment: recruitment staffing recruiting 人力资源
entertainment: entertainment 娱乐
postal: postal post 邮政
storage: warehouse warehousing 仓储
southern: southern south 南方
northern: northern north 北方
eastern: eastern east 东方
western: western west 西部 西方
national: national state 国家 国有
people: people's peoples 人民
feed: feed feeds 饲料 养殖
landscape: landscape landscaping 园林 景观
decoration: decoration decor interiors 装饰
events: events exhibitions 会展 展览
testing: testing inspection certification 检测 认证 检验
mobility: mobility 出行 租车
fitness: fitness gym 健身
dental: dental dentistry 口腔 齿科
veterinary: veterinary animal 动保 动物保健
heating: heating heat 供热 热力
"""
_MADE = """
kitchen: kitchen kitchens kitchenware 厨具 厨卫 厨电 厨房
genomics: genomics genetics gene 基因
diagnostics: diagnostics diagnostic 诊断
therapeutics: therapeutics therapies
newdrugs: 新药
nutrition: nutrition nutritional 营养
seasoning: seasoning seasonings sauces flavouring flavourings 调味品 调味
meat: meat meats 肉业 肉类
grain: grain grains 粮油 粮食
tea: tea teas 茶业 茶叶
lighting: lighting lights light led 照明
cable: cable cables wire wires 电缆 线缆 电线
valve: valve valves pump pumps 阀门 泵业
bearing: bearing bearings 轴承
laser: laser lasers 激光
fibre: fibre fiber fibers 光纤 化纤
display: display displays 显示 显示技术
buildingmaterials: buildingmaterials 建材
hometextile: hometextile hometextiles 家纺
express: express courier 速递 快递 速运 快运
restaurant: restaurant restaurants catering dining 餐饮
coffee: coffee 咖啡
food: food foods 食品
beverage: beverage beverages drinks 饮料
beer: beer brewery brewing breweries brauerei 啤酒
spirits: spirits wine wines winery distillery 酒业 酒厂 酒 贡酒
dairy: dairy milk 乳业 奶业 乳品
tobacco: tobacco 烟草
pharma: pharma pharmaceutical pharmaceuticals pharmacy drugs 医药 制药 药业 药房
steel: steel steels iron 钢铁 特钢
cement: cement 水泥
glass: glass 玻璃
paper: paper papers 纸业
textile: textile textiles 纺织
clothing: clothing apparel garments fashion 服饰 服装 时装
shoes: shoes footwear 鞋业
sports: sports sport 体育
toys: toys toy 玩具
furniture: furniture 家具 家居
cosmetics: cosmetics beauty 化妆品 日化
jewellery: jewellery jewelry 珠宝
telecom: telecom telecommunications telecommunication telekom telco 电信 通信 通讯
semiconductor: semiconductor semiconductors microelectronics chips 半导体 微电子 集成电路
auto: automobile automobiles automotive auto cars car motor motors vehicles 汽车
truck: truck trucks 卡车
motorcycle: motorcycle motorcycles 摩托 摩托车
battery: battery batteries 电池
tyre: tyre tyres tire tires 轮胎
rubber: rubber 橡胶
plastic: plastic plastics 塑料
robotics: robotics robots robot 机器人
optics: optics optical photonics 光学 光电
instruments: instruments instrument 仪器 仪表
elevator: elevator elevators lifts 电梯
"""
_WEAK = """
newenergy: newenergy 新能源 绿能
technology: technology technologies tech technologie technologien technical 技术 科技 高科
industry: industry industries industrial industriel industrie 实业 工业 产业
commercial: commercial commerce 商业
industry+commercial: 工商
heavy+industry: 重工
heavy+technology: 重科
network: network networks internet online 网络 网络技术 网络科技 互联网 在线
computer: computer computers computing 计算机 电脑
software: software 软件
information: information informatics 信息
digital: digital data 数字 数据 数码
intelligent: intelligent smart ai 智能
system: system systems 系统
solution: solution solutions 解决方案
service: service services 服务
development: development developments 发展 开发 研发
investment: investment investments invest 投资
international: international intl internationale internacional worldwide global 国际 环球 全球
enterprise: enterprises 企业
company: company companies corp corporation inc ltd limited com 公司
group: group groups holding holdings 集团 控股 股份
trading: trading traders trade imports exports 贸易 商贸 商务 进出口 经贸
manufacturing: manufacturing manufacturers manufacture works mfg factory maschinenbau 制造 制品 厂 工厂
products: products product goods 产品 用品
electronics: electronics electronic elektronik 电子
electric: electric electrical electricals elektro 电气
electric+appliances: 电器
appliances: appliances appliance 家电
automation: automation controls control 自动化 机电
engineering: engineering engineers engineered 工程
machinery: machinery machines machine 机械
equipment: equipment equipments 设备 装备
materials: materials material 材料 新材料
innovation: innovation innovations 创新
consulting: consulting consultants consultancy advisory 咨询
management: management 管理
design: design designs 设计
research: research labs laboratories laboratory 研究 研究院
culture: culture cultural 文化
ecommerce: ecommerce 电子商务 电商
venture: venture ventures 创业 创投
brands: brands brand 品牌
supplychain: supplychain 供应链
partners: partners partner associates
"""


@cache
def words() -> dict[str, frozenset[str]]:
    """What each word says, English words in one piece (airlines), as the labels that are compared."""
    found: dict[str, frozenset[str]] = {}
    for line in f"{_STRONG}{_MADE}{_WEAK}".split("\n"):
        label, _, spellings = line.partition(": ")
        labels = frozenset(label.split("+"))
        for spelling in spellings.split():
            word, _, more = spelling.partition("+")
            found[word] = labels | {more} if more else labels
    return found


@cache
def weak() -> frozenset[str]:
    """What says little: a name with it may be the name without it."""
    return _labels(_WEAK)


@cache
def made() -> frozenset[str]:
    """What a company makes, rather than a business beside its others."""
    return _labels(_MADE)


def _labels(table: str) -> frozenset[str]:
    return frozenset(label for line in table.split("\n") for label in line.partition(": ")[0].split("+"))


@cache
def longest_chinese() -> int:
    """Characters of the longest Chinese word."""
    return max(len(word) for word in words() if not word.isascii())
