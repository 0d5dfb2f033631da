"""Domains at which anybody gets an address, and throw-away ones: no company is known by them.

Providers' own lists of domains, by country. A missing one costs a needless look by a person, nothing more.
"""

from __future__ import annotations

from sales.texts import words

FREE_MAIL = frozenset(
    words(
        # Google, Microsoft, Yahoo, Apple, AOL
        "gmail.com googlemail.com outlook.com outlook.de outlook.fr outlook.es outlook.it outlook.jp outlook.co.th",
        "outlook.co.id outlook.com.au outlook.com.br outlook.com.ar outlook.com.tr outlook.com.vn outlook.in",
        "outlook.ie outlook.pt outlook.sa outlook.kr hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it",
        "hotmail.es hotmail.com.br hotmail.com.ar hotmail.com.tr hotmail.co.jp hotmail.co.th hotmail.be hotmail.nl",
        "hotmail.se hotmail.ca hotmail.gr hotmail.no hotmail.fi hotmail.dk hotmail.com.mx live.com live.cn live.co.uk",
        "live.fr live.de live.it live.nl live.be live.se live.no live.dk live.ca live.com.au live.com.mx live.com.pt",
        "live.jp live.hk live.com.sg live.in live.ie live.com.ar msn.com passport.com windowslive.com yahoo.com",
        "yahoo.co.uk yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.co.jp yahoo.co.in yahoo.in yahoo.com.br yahoo.com.ar",
        "yahoo.com.mx yahoo.com.au yahoo.com.cn yahoo.cn yahoo.com.hk yahoo.com.tw yahoo.com.sg yahoo.com.my",
        "yahoo.com.ph yahoo.com.vn yahoo.co.id yahoo.co.kr yahoo.co.th yahoo.co.nz yahoo.co.za yahoo.ca yahoo.ie",
        "yahoo.gr yahoo.se yahoo.no yahoo.dk yahoo.pl yahoo.nl yahoo.ro yahoo.com.tr ymail.com rocketmail.com",
        "yahoomail.com ybb.ne.jp icloud.com me.com mac.com aol.com aol.co.uk aol.de aol.fr aim.com verizon.net",
        # China, Hong Kong, Taiwan
        "qq.com foxmail.com 163.com 126.com yeah.net 188.com 163.net 263.net 263.com 265.com sina.com sina.cn",
        "sina.com.cn sohu.com sohu.net sogou.com tom.com 21cn.com 21cn.net 139.com 189.cn wo.cn wo.com.cn aliyun.com",
        "eyou.com chinaren.com china.com china.com.cn citiz.net etang.com 2980.com 111.com 3126.com netvigator.com",
        "hkbn.net i-cable.com pchome.com.tw hinet.net seed.net.tw kimo.com url.com.tw",
        # Japan, Korea, South-East Asia, India
        "docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp vodafone.ne.jp nifty.com biglobe.ne.jp so-net.ne.jp ocn.ne.jp",
        "excite.co.jp goo.jp infoseek.jp dion.ne.jp plala.or.jp naver.com hanmail.net daum.net nate.com kakao.com",
        "korea.com dreamwiz.com lycos.co.kr empas.com paran.com freechal.com singnet.com.sg pacific.net.sg",
        "starhub.net.sg streamyx.com telkom.net plasa.com vnn.vn fpt.vn rediffmail.com rediff.com indiatimes.com",
        "sify.com vsnl.net vsnl.com zoho.in bsnl.in",
        # Europe
        "gmx.com gmx.de gmx.net gmx.at gmx.ch gmx.fr gmx.co.uk gmx.us gmx.eu gmx.info gmx.org web.de t-online.de",
        "freenet.de arcor.de online.de email.de mail.de posteo.de posteo.net mailbox.org kabelmail.de vodafone.de",
        "o2online.de unitybox.de bluewin.ch hispeed.ch sunrise.ch chello.at aon.at a1.net orange.fr wanadoo.fr",
        "free.fr laposte.net sfr.fr neuf.fr numericable.fr bbox.fr aliceadsl.fr club-internet.fr cegetel.net voila.fr",
        "libero.it virgilio.it tiscali.it alice.it tin.it tim.it email.it inwind.it iol.it fastwebnet.it",
        "tiscali.co.uk btinternet.com btopenworld.com talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk",
        "o2.co.uk freeserve.co.uk eircom.net telefonica.net terra.es ono.com sapo.pt iol.pt clix.pt telepac.pt",
        "planet.nl ziggo.nl kpnmail.nl home.nl hetnet.nl casema.nl xs4all.nl upcmail.nl skynet.be telenet.be",
        "proximus.be scarlet.be telia.com comhem.se bredband.net spray.se online.no tdcadsl.dk mail.dk jubii.dk",
        "ofir.dk stofanet.dk luukku.com kolumbus.fi elisanet.fi suomi24.fi simnet.is wp.pl o2.pl onet.pl onet.eu",
        "op.pl interia.pl interia.eu poczta.fm vp.pl gazeta.pl tlen.pl seznam.cz email.cz centrum.cz atlas.cz",
        "volny.cz post.cz azet.sk zoznam.sk centrum.sk freemail.hu citromail.hu vipmail.hu t-online.hu abv.bg mail.bg",
        "dir.bg rambler.ru mail.ru inbox.ru list.ru bk.ru internet.ru yandex.ru yandex.com ya.ru yandex.by yandex.kz",
        "yandex.ua lenta.ru pochta.ru hotbox.ru tut.by ukr.net i.ua bigmir.net meta.ua mynet.com superonline.com",
        "ttmail.com otenet.gr forthnet.gr in.gr windowslive.gr inbox.lv inbox.lt inbox.ee delfi.lt mail.ee hot.ee",
        # Americas, Africa, Middle East, Oceania
        "comcast.net att.net sbcglobal.net bellsouth.net cox.net charter.net spectrum.net earthlink.net",
        "mindspring.com juno.com netzero.net optonline.net optimum.net frontiernet.net windstream.net centurylink.net",
        "embarqmail.com q.com roadrunner.com rr.com rogers.com bell.net sympatico.ca shaw.ca telus.net videotron.ca",
        "cogeco.ca uol.com.br bol.com.br terra.com.br ig.com.br globomail.com oi.com.br zipmail.com.br prodigy.net.mx",
        "fibertel.com.ar arnet.com.ar speedy.com.ar ciudad.com.ar vtr.net une.net.co cantv.net walla.com walla.co.il",
        "012.net.il bezeqint.net netvision.net.il maktoob.com emirates.net.ae mweb.co.za telkomsa.net webmail.co.za",
        "vodamail.co.za bigpond.com bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au xtra.co.nz slingshot.co.nz",
        # everywhere, and private ones
        "mail.com email.com usa.com post.com consultant.com engineer.com europe.com asia.com myself.com inbox.com",
        "zoho.com zohomail.com zoho.eu protonmail.com proton.me pm.me protonmail.ch tutanota.com tutanota.de tuta.io",
        "tuta.com tutamail.com keemail.me hushmail.com hush.com fastmail.com fastmail.fm fastmail.net startmail.com",
        "runbox.com mailfence.com disroot.org riseup.net hey.com skiff.com duck.com lycos.com excite.com mailcity.com",
        "care2.com bigfoot.com lavabit.com safe-mail.net mail2world.com pobox.com usermail.com naij.com gawab.com",
        "opayq.com",
        # addresses to throw away
        "mailinator.com guerrillamail.com guerrillamail.net guerrillamail.org sharklasers.com grr.la 10minutemail.com",
        "tempmail.com temp-mail.org temp-mail.io yopmail.com yopmail.fr yopmail.net trashmail.com trashmail.de",
        "trashmail.net getnada.com nada.email dispostable.com maildrop.cc mailnesia.com mintemail.com",
        "throwawaymail.com fakeinbox.com spamgourmet.com mailcatch.com emailondeck.com moakt.com tempail.com",
        "mohmal.com burnermail.io 33mail.com anonaddy.com simplelogin.com mytemp.email inboxkitten.com discard.email",
        "spam4.me linshiyouxiang.net bccto.me chacuo.net",
    )
)
