"""Names for things that do not exist, combined by chance; any likeness is unintended."""

from __future__ import annotations

from simulator.chance import Chance

SURNAMES = tuple("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹柏水窦章")
GIVEN = tuple("伟芳敏静丽强磊洋艳勇军杰娟涛明超秀霞平刚桂英文辉玲建华红梅兰志新春雨晨雪")
BRANDS = tuple("瑞鑫宏盛嘉禾泰康恒润德诚金穗蓝湾鹤苇海晟丰源旭东辽汇信达广聚兴利")
# GBK lacks the first two; such names are why GB18030 is needed.
RARE = ("㼆", "㛃", "堃", "喆")
TRADES = (
    *(
        "商贸",
        "建筑工程",
        "石油装备",
        "水产养殖",
        "米业",
        "物流",
        "餐饮管理",
        "科技",
        "环保设备",
        "房地产开发",
    ),
    *("劳务", "化工", "旅游", "汽车销售", "广告传媒", "农机服务", "医疗器械", "印刷", "电子商务", "物业服务"),
)
SHOPS = (
    "便利店",
    "小吃部",
    "五金商店",
    "理发店",
    "农资经销处",
    "汽车修理部",
    "水果超市",
    "药房",
    "服装店",
    "烧烤店",
)
DISTRICTS = ("双台子区", "兴隆台区", "大洼区", "盘山县", "辽东湾新区")
ROADS = (
    "石油大街",
    "兴隆台街",
    "泰山路",
    "惠宾街",
    "红海滩大街",
    "中兴路",
    "双兴路",
    "渤海路",
    "油城街",
    "田家大街",
)
TOPICS = (
    "诗词",
    "志愿服务",
    "钓鱼",
    "湿地保护",
    "水稻",
    "篮球",
    "摄影",
    "养老",
    "书法",
    "河蟹",
    "残疾人互助",
    "家政",
)
OFFICES = (
    *("发展和改革委员会", "教育局", "科学技术局", "财政局", "人力资源和社会保障局", "自然资源局", "水利局"),
    *("农业农村局", "商务局", "文化旅游和广播电视局", "卫生健康委员会", "应急管理局", "审计局", "统计局"),
)
INSTITUTES = (
    "第一中学",
    "中心医院",
    "图书馆",
    "质量检验所",
    "水文站",
    "少年宫",
    "档案馆",
    "疾病预防控制中心",
    "幼儿园",
)


def person_name(chance: Chance, thing: int) -> str:
    """Surname and one or two further characters; now and then a rare one."""
    name = chance.pick("surname", thing, SURNAMES) + chance.pick("given", thing, GIVEN)
    if chance.one_in("rare name", thing, 60):
        return name + chance.pick("which rare", thing, RARE)
    return name + (chance.pick("second given", thing, GIVEN) if chance.number("long name", thing, 3) else "")


def brand(chance: Chance, thing: int) -> str:
    """Two characters by which a company is known."""
    second = chance.pick("second brand", thing, RARE if chance.one_in("rare brand", thing, 80) else BRANDS)
    return chance.pick("brand", thing, BRANDS) + second


def address(chance: Chance, thing: int) -> str:
    """A street address in the city."""
    district, road = chance.pick("district", thing, DISTRICTS), chance.pick("road", thing, ROADS)
    return f"辽宁省盘锦市{district}{road}{chance.number('house', thing, 400) + 1}号"
