/* The currencies of ISO 4217 (list one, funds codes and precious metals included) by the number of digits of
 * their minor unit. Metals and test codes have no minor unit in the list; they count as whole units here. */
#include "model/value.h"
#include <string.h>

/* Codes of three letters, one after the other. */
static const char digits_0[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF "
                               "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA";
static const char digits_2[] =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
    "GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD "
    "LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN "
    "PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB "
    "TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG";
static const char digits_3[] = "BHD IQD JOD KWD LYD OMR TND";
static const char digits_4[] = "CLF UYW";

static bool listed(const char *list, const char *code) {
    for (; *list; list += list[3] ? 4 : 3) {
        if (memcmp(list, code, 3) == 0) return true;
    }
    return false;
}

int currency_digits(const char *code) {
    if (!code || strlen(code) != 3) return -1;
    if (listed(digits_2, code)) return 2;
    if (listed(digits_0, code)) return 0;
    if (listed(digits_3, code)) return 3;
    if (listed(digits_4, code)) return 4;
    return -1;
}
